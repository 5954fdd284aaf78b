package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images
 * @param batch images per step
 * @param optimizer how weights follow their gradients
 * @param schedule how the learning rate changes
 * @param warmup epochs in which the rate rises linearly from 0, at the start
 * @param labelSmoothing share of the target that is spread evenly over all classes
 * @param averaging decay of the exponential moving average of the weights that is evaluated, if any
 * @param augment what is done to training images
 */
public record Training(
    int epochs,
    int batch,
    Optimizer optimizer,
    Schedule schedule,
    double warmup,
    double labelSmoothing,
    OptionalDouble averaging,
    Set<Augmentation> augment) {

  /** Stands where nothing is trained, because accuracies are looked up in a table. */
  public static final Training NONE =
      new Training(
          1,
          2,
          new Optimizer.Sgd(0.1, 0, false, 0),
          new Schedule.Constant(),
          0,
          0,
          OptionalDouble.empty(),
          Set.of());

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public Training {
    checkArgument(epochs > 0, "The epochs (%s) must be at least 1.", epochs);
    checkArgument(
        batch > 1, "The batch (%s) must be at least 2: batch norm needs a variance.", batch);
    checkArgument(
        warmup >= 0 && warmup <= epochs,
        "The warm-up (%s epochs) must be between 0 and the epochs of training (%s).",
        (Object) warmup,
        epochs);
    checkArgument(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "The label smoothing (%s) must be in [0, 1).",
        labelSmoothing);
    averaging.ifPresent(
        decay ->
            checkArgument(decay > 0 && decay < 1, "The averaging (%s) must be in (0, 1).", decay));
    augment = Sets.immutableEnumSet(augment);
  }

  /** Begins with the number of passes over the training images; all else has its default. */
  public static TrainingBuilder builder(int epochs) {
    return new TrainingBuilder(epochs);
  }

  /** Returns this training over another number of epochs, and with a warm-up that fits them. */
  public Training withEpochs(int count) {
    return new Training(
        count,
        batch,
        optimizer,
        schedule,
        Math.min(warmup, count),
        labelSmoothing,
        averaging,
        augment);
  }

  /** Returns this training with another number of epochs; warm-up and drops scale with it. */
  public Training stretchedTo(int count) {
    double times = (double) count / epochs;
    return new Training(
        count,
        batch,
        optimizer,
        schedule.stretched(times),
        warmup * times,
        labelSmoothing,
        averaging,
        augment);
  }

  /** Returns the learning rate at a point of the training, in epochs done so far. */
  public double rate(double epoch) {
    double warm = epoch < warmup ? epoch / warmup : 1;
    return optimizer.rate() * warm * schedule.factor(epoch, epochs);
  }
}
