package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.Thumbnailing;

/**
 * One training of one network, as plain data: it can run in this process, in another, or on another
 * machine.
 *
 * @param number counts from 0 in the order of proposal; names the trial's files and random draws
 * @param architecture the network
 * @param task channels of its input, classes of its output
 * @param training how it is trained
 * @param measuredOn what it is measured on
 * @param seed the run's seed
 * @param origin where its weights come from
 * @param method what it learns
 * @param measuresEpochs whether it is measured after every epoch, too
 */
public record Trial(
    int number,
    Architecture architecture,
    Task task,
    Training training,
    HeldOut measuredOn,
    long seed,
    Origin origin,
    Method method,
    boolean measuresEpochs) {

  /** Images that training does not see. */
  public enum HeldOut {
    /** The part of the training images that candidates are scored on. */
    VALIDATION,
    /** The test images, which the search never sees. */
    TEST
  }

  /** Creates the training of a network from weights that are drawn, with labels alone. */
  public static Trial of(
      int number,
      Architecture architecture,
      Task task,
      Training training,
      HeldOut measuredOn,
      long seed) {
    return new Trial(
        number,
        architecture,
        task,
        training,
        measuredOn,
        seed,
        new Drawn(),
        new Supervised(),
        false);
  }

  /** Returns the same training from other weights. */
  public Trial from(Origin other) {
    return new Trial(
        number, architecture, task, training, measuredOn, seed, other, method, measuresEpochs);
  }

  /** Returns the same training of something else to learn. */
  public Trial learning(Method other) {
    return new Trial(
        number, architecture, task, training, measuredOn, seed, origin, other, measuresEpochs);
  }

  /** Returns the same training, with a measurement after every epoch. */
  public Trial measuringEpochs() {
    return new Trial(number, architecture, task, training, measuredOn, seed, origin, method, true);
  }

  /** Where the weights of a trial come from. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "origin")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Drawn.class, name = "drawn"),
    @JsonSubTypes.Type(value = Parent.class, name = "parent"),
    @JsonSubTypes.Type(value = Start.class, name = "start"),
    @JsonSubTypes.Type(value = Projected.class, name = "projected")
  })
  public sealed interface Origin {}

  /** They are drawn. */
  public record Drawn() implements Origin {}

  /**
   * They are inherited from a network that the run trained before.
   *
   * @param number its trial
   * @param architecture the network
   * @param weights SHA-256 of its weights file
   */
  public record Parent(int number, Architecture architecture, String weights) implements Origin {}

  /**
   * They are inherited from a network that was trained before the run, here or elsewhere.
   *
   * @param network the trial's own, or one that it contains
   * @param newHead whether the last linear layer is drawn, because the file's is for other classes
   */
  public record Start(TrainedFile network, boolean newHead) implements Origin {}

  /**
   * They are those of a dense network, each convolution replaced by the nearest lean one
   * (LeanConvNets, arXiv 1910.13157).
   *
   * @param dense the trial's network with other densities
   * @param fit whether layers are then fitted to the dense network's responses
   * @param calibration images for that, and for the calibration of batch norm
   */
  public record Projected(TrainedFile dense, boolean fit, int calibration) implements Origin {

    /**
     * @throws IllegalArgumentException if there is no image to calibrate with
     */
    public Projected {
      checkArgument(calibration >= 1, "Batch norm needs at least 1 image, not %s.", calibration);
    }
  }

  /** What a trial learns. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Supervised.class, name = "supervised"),
    @JsonSubTypes.Type(value = Distilled.class, name = "distilled"),
    @JsonSubTypes.Type(value = ChoosingResolutions.class, name = "choosingResolutions"),
    @JsonSubTypes.Type(value = ReadingThumbnails.class, name = "readingThumbnails")
  })
  public sealed interface Method {}

  /** The labels alone. */
  public record Supervised() implements Method {}

  /**
   * The labels, and the answers of a trained network.
   *
   * @param teacher the trained network
   * @param terms how much its answers count
   */
  public record Distilled(TrainedFile teacher, Distillation terms) implements Method {}

  /**
   * The labels, and to choose a resolution for every image (DRNet, arXiv 2106.02898).
   *
   * @param settings how it chooses
   */
  public record ChoosingResolutions(DynamicResolution settings) implements Method {}

  /**
   * The labels, and to read thumbnails that a downscaler makes, which is learned with the network
   * (ThumbNet, arXiv 1904.05034).
   *
   * @param teacher the network that reads whole images
   * @param settings what is learned
   */
  public record ReadingThumbnails(TrainedFile teacher, Thumbnailing settings) implements Method {}
}
