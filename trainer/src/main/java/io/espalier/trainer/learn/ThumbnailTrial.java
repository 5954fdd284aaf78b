package io.espalier.trainer.learn;

import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Optional;

/**
 * One training of a downscaler and of the network that reads its thumbnails, as plain data.
 *
 * @param teacher the trained network
 * @param file its weights, an absolute path
 * @param weights SHA-256 of the file
 * @param task channels and classes
 * @param settings what is learned
 * @param training how
 * @param measuredOn what is measured on
 * @param seed of all random draws
 */
public record ThumbnailTrial(
    Architecture teacher,
    String file,
    String weights,
    Task task,
    Thumbnailing settings,
    Training training,
    Trial.HeldOut measuredOn,
    long seed) {

  /**
   * Draws the networks.
   *
   * @throws IllegalArgumentException if they cannot be drawn
   */
  public ThumbnailPlan plan() {
    return ThumbnailPlan.of(teacher, task, settings);
  }

  /** Returns the network that reads thumbnails. */
  public Architecture student() {
    return teacher.withResolution(settings.readingSide(teacher.resolution()));
  }

  /** Returns the student's training by itself, which its random draws come from. */
  Trial ofStudent() {
    return new Trial(0, student(), task, training, measuredOn, seed, Optional.empty());
  }
}
