package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDArray;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;

/**
 * What the frozen teacher makes of the images of a batch, which own it.
 *
 * @param features N x C x H x W, the output of its lower stages
 * @param probabilities N x classes, at the temperature
 */
record Taught(NDArray features, NDArray probabilities) {

  /**
   * Asks the teacher, outside of the gradient's graph.
   *
   * @param teacher with the ways of {@link ThumbnailPlan#teacherWays}
   * @param images N x C x H x W
   * @param temperature what scores are divided by
   */
  static Taught by(Network teacher, NDArray images, double temperature) {
    NDArray features = teacher.forward(ThumbnailPlan.TEACHER_LOWER, images, Pass.INFERENCE);
    NDArray scores = teacher.forward(ThumbnailPlan.TEACHER_UPPER, features, Pass.INFERENCE);
    return new Taught(features, scores.div(temperature).softmax(1));
  }
}
