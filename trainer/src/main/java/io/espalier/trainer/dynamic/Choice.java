package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.trainer.network.Scaled;
import java.util.random.RandomGenerator;

/**
 * A choice drawn with a probability that gradients can change: Gumbel softmax, straight through
 * (Dynamic Resolution Network, arXiv 2106.02898, equations 4 to 6).
 *
 * @param groups the images of each resolution
 * @param weights N x resolutions: 1 where an image has a resolution, else 0; backward as if it were
 *     softmax((log p + g) / tau)
 */
record Choice(Groups groups, NDArray weights) {

  /**
   * Draws a resolution for every image.
   *
   * @param scores the predictor's: N x resolutions, before softmax
   */
  static Choice draw(NDArray scores, double temperature, RandomGenerator random) {
    NDArray soft = soft(scores, temperature, random);
    int resolutions = Math.toIntExact(scores.getShape().get(1));
    return through(
        soft, Groups.ofSeveral(Groups.argmax(soft.toFloatArray(), resolutions), resolutions));
  }

  /**
   * Returns the choice without noise, as at inference. The loss of the multiply-accumulates counts
   * what inference spends; with noise, close scores would give other choices.
   */
  static Choice certain(NDArray scores, double temperature) {
    NDArray soft = Scaled.by(1 / temperature, scores).softmax(1);
    int resolutions = Math.toIntExact(scores.getShape().get(1));
    return through(soft, Groups.of(Groups.argmax(scores.toFloatArray(), resolutions), resolutions));
  }

  private static Choice through(NDArray soft, Groups groups) {
    NDArray hard = soft.getManager().create(groups.oneHot(), soft.getShape());
    return new Choice(groups, hard.sub(soft).stopGradient().add(soft));
  }

  /** The relaxation: softmax((log p + g) / tau), with g drawn from Gumbel's distribution. */
  static NDArray soft(NDArray scores, double temperature, RandomGenerator random) {
    Shape shape = scores.getShape();
    float[] gumbel = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < gumbel.length; i++) {
      gumbel[i] = (float) -Math.log(-Math.log(random.nextDouble(Double.MIN_NORMAL, 1)));
    }
    NDArray noise = scores.getManager().create(gumbel, shape);
    return Scaled.by(1 / temperature, scores.logSoftmax(1).add(noise)).softmax(1);
  }
}
