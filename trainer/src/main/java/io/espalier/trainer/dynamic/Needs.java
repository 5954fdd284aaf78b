package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.trainer.objective.CrossEntropy;

/**
 * Which resolution each image of a batch needs more than the other images do, told by what was lost
 * with it in each (ours).
 *
 * <p>On average over the images one resolution is the best buy, and a predictor that learns nothing
 * but what its choices cost soon takes it for all of them, and then has no gradient to learn from
 * any more. So the averages are left out here, of the losses as of the scores: this loss tells the
 * images apart, whatever the price of the resolutions is.
 *
 * <p>A cross entropy L counts as 1 - exp(-L), about the chance to be wrong: an image that is wrong
 * in every resolution may lose many nats more in a coarse one, and does not need a fine one for it.
 *
 * @param shares images x resolutions: softmax of the chances below the batch's average, each row
 *     sums to 1
 */
@SuppressWarnings("ArrayRecordComponent") // Made in every step; never compared as records.
record Needs(float[] shares, int resolutions) {

  /** What chances are divided by before softmax: smaller is more decided. */
  private static final double DECIDED_BY = 0.1;

  /**
   * Finds the needs of a batch.
   *
   * @param losses images x resolutions, in nats
   */
  static Needs of(float[] losses, int resolutions) {
    int images = losses.length / resolutions;
    double[] average = new double[resolutions];
    for (int i = 0; i < losses.length; i++) {
      average[i % resolutions] += wrong(losses[i]) / images;
    }
    float[] shares = new float[losses.length];
    for (int row = 0; row < losses.length; row += resolutions) {
      double[] weights = new double[resolutions];
      double sum = 0;
      for (int r = 0; r < resolutions; r++) {
        weights[r] = Math.exp((average[r] - wrong(losses[row + r])) / DECIDED_BY);
        sum += weights[r];
      }
      for (int r = 0; r < resolutions; r++) {
        shares[row + r] = (float) (weights[r] / sum);
      }
    }
    return new Needs(shares, resolutions);
  }

  /** Returns the chance that a loss amounts to. */
  private static double wrong(float loss) {
    return 1 - Math.exp(-loss);
  }

  /**
   * Returns the cross entropy with what the predictor tells of the images apart from their average.
   *
   * @param scores images x resolutions, before softmax
   */
  NDArray lossOf(NDArray scores) {
    NDArray apart = scores.sub(scores.mean(new int[] {0}, true));
    Shape shape = new Shape(shares.length / resolutions, resolutions);
    return CrossEntropy.mean(apart, scores.getManager().create(shares, shape));
  }
}
