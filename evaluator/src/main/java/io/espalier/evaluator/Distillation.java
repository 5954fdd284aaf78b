package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How a network learns from the answers of another, beside the labels.
 *
 * @param share of the loss that is the distance to the other's answers, above 0, at most 1
 * @param temperature what scores are divided by before they are compared
 * @param features weight of the distance between the features of both, which must have the same
 *     shapes; 0 leaves it out
 */
public record Distillation(double share, double temperature, double features) {

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public Distillation {
    checkArgument(
        share > 0 && share <= 1, "The share (%s) of a teacher must be above 0, at most 1.", share);
    checkArgument(temperature > 0, "The temperature (%s) must be above 0.", temperature);
    checkArgument(
        features >= 0 && Double.isFinite(features),
        "The weight (%s) of a teacher's features must be 0 or more.",
        features);
  }
}
