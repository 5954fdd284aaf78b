package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Training;
import java.util.Optional;

/**
 * One training of one network, as plain data: it can run in this process or in another.
 *
 * @param number counts from 0 in the order of proposal; names the trial's files and random draws
 * @param architecture the network
 * @param task channels of its input, classes of its output
 * @param training how it is trained
 * @param measuredOn what it is measured on
 * @param seed the run's seed
 * @param parent the trained network whose weights are inherited, if any
 * @param start weights that are inherited where there is no parent, instead of being drawn
 * @param teacher a network whose answers are learned beside the labels, if any
 * @param dynamic how the network learns to choose a resolution for every image, if it does
 */
public record Trial(
    int number,
    Architecture architecture,
    Task task,
    Training training,
    HeldOut measuredOn,
    long seed,
    Optional<Parent> parent,
    Optional<Start> start,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Teacher> teacher,
    Optional<DynamicResolution> dynamic) {

  /** Creates a trial without a teacher, of a network that sees all images in one resolution. */
  public Trial(
      int number,
      Architecture architecture,
      Task task,
      Training training,
      HeldOut measuredOn,
      long seed,
      Optional<Parent> parent,
      Optional<Start> start) {
    this(
        number,
        architecture,
        task,
        training,
        measuredOn,
        seed,
        parent,
        start,
        Optional.empty(),
        Optional.empty());
  }

  /** Creates a trial that starts from its parent, or else from weights that are drawn. */
  public Trial(
      int number,
      Architecture architecture,
      Task task,
      Training training,
      HeldOut measuredOn,
      long seed,
      Optional<Parent> parent) {
    this(number, architecture, task, training, measuredOn, seed, parent, Optional.empty());
  }

  /** Images that training does not see. */
  public enum HeldOut {
    /** The part of the training images that candidates are scored on. */
    VALIDATION,
    /** The test images, which the search never sees. */
    TEST
  }

  /**
   * A network that was trained before.
   *
   * @param number its trial
   * @param architecture the network
   * @param weights SHA-256 of its weights file
   */
  public record Parent(int number, Architecture architecture, String weights) {}

  /**
   * Weights that were made before the run, here or elsewhere.
   *
   * @param architecture the network that they are for: the trial's, or one that it contains
   * @param file an absolute path
   * @param newHead whether the last linear layer is drawn, because the file's is for other classes
   * @param weights SHA-256 of the file
   */
  public record Start(Architecture architecture, String file, boolean newHead, String weights) {}

  /**
   * A trained network to learn from.
   *
   * @param architecture the network
   * @param file an absolute path
   * @param weights SHA-256 of the file
   * @param share of the loss that is the distance to its answers, between 0 and 1
   * @param temperature what scores are divided by before they are compared
   * @param features weight of the distance to its features, which must have the shapes of the
   *     trial's; 0 leaves them out
   */
  public record Teacher(
      Architecture architecture,
      String file,
      String weights,
      double share,
      double temperature,
      double features) {

    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Teacher {
      checkArgument(
          share > 0 && share <= 1,
          "The share (%s) of a teacher must be above 0, at most 1.",
          share);
      checkArgument(temperature > 0, "The temperature (%s) must be above 0.", temperature);
      checkArgument(
          features >= 0 && Double.isFinite(features),
          "The weight (%s) of a teacher's features must be 0 or more.",
          features);
    }
  }
}
