package io.espalier.space.spec;

import java.util.OptionalDouble;
import java.util.Set;

/** Builds a {@link Training}: whatever is not set has the default of a spec. */
public final class TrainingBuilder {

  private final int epochs;
  private int batch = TrainingBinder.BATCH;
  private Optimizer optimizer = TrainingBinder.SGD;
  private Schedule schedule = new Schedule.Cosine();
  private double warmup;
  private double labelSmoothing;
  private OptionalDouble averaging = OptionalDouble.empty();
  private Set<Augmentation> augment = Set.of();

  TrainingBuilder(int epochs) {
    this.epochs = epochs;
  }

  /** Sets the images per step (default: 128). */
  public TrainingBuilder batch(int images) {
    batch = images;
    return this;
  }

  /** Sets how weights follow their gradients (default: SGD, rate 0.1, momentum 0.9, decay 5e-4). */
  public TrainingBuilder optimizer(Optimizer other) {
    optimizer = other;
    return this;
  }

  /** Sets how the learning rate changes (default: cosine). */
  public TrainingBuilder schedule(Schedule other) {
    schedule = other;
    return this;
  }

  /** Sets the epochs in which the rate rises linearly from 0, at the start (default: 0). */
  public TrainingBuilder warmup(double length) {
    warmup = length;
    return this;
  }

  /** Sets the share of the target that is spread evenly over all classes (default: 0). */
  public TrainingBuilder labelSmoothing(double share) {
    labelSmoothing = share;
    return this;
  }

  /** Evaluates the exponential moving average of the weights, with this decay. */
  public TrainingBuilder averaging(double decay) {
    averaging = OptionalDouble.of(decay);
    return this;
  }

  /** Sets what is done to training images (default: nothing). */
  public TrainingBuilder augment(Augmentation... ways) {
    augment = Set.of(ways);
    return this;
  }

  /**
   * Builds it.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Training build() {
    return new Training(
        epochs, batch, optimizer, schedule, warmup, labelSmoothing, averaging, augment);
  }
}
