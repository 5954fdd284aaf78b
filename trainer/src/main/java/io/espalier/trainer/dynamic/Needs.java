package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.trainer.network.Scaled;
import io.espalier.trainer.objective.CrossEntropy;
import java.util.Arrays;

/**
 * Which resolution each image of a batch needs, from its losses in all resolutions (ours).
 *
 * <p>A cross entropy L counts as 1 - exp(-L), about the chance to be wrong: an image that is wrong
 * in every resolution may lose many nats more in a coarse one, and does not need a fine one for it.
 *
 * <p>How much one image gains from more pixels is mostly random, and a predictor cannot learn it.
 * It can learn how hard an image is. So the chance to be wrong in a resolution is taken to be
 * linear in the chance to be wrong in the coarsest one, by least squares over the batch: where fine
 * resolutions help, hard images gain more than easy ones.
 *
 * @param wrong images x resolutions: chances to be wrong, by how hard each image is
 * @param shares images x resolutions: softmax of the chances below the batch's average, each row
 *     sums to 1
 */
@SuppressWarnings("ArrayRecordComponent") // Made in every step; never compared as records.
record Needs(float[] wrong, float[] shares, int resolutions) {

  /** What chances are divided by before softmax: smaller is more decided. */
  private static final double DECIDED_BY = 0.1;

  /** Keeps slopes finite where all images are as hard. */
  private static final double EPSILON = 1e-6;

  /**
   * Finds the needs of a batch.
   *
   * @param losses images x resolutions, in nats
   */
  static Needs of(float[] losses, int resolutions) {
    int images = losses.length / resolutions;
    double[] chances = new double[losses.length];
    double[] mean = new double[resolutions];
    for (int i = 0; i < losses.length; i++) {
      chances[i] = 1 - Math.exp(-losses[i]);
      mean[i % resolutions] += chances[i] / images;
    }
    double[] slopes = slopes(chances, mean);
    float[] wrong = new float[losses.length];
    float[] shares = new float[losses.length];
    for (int row = 0; row < losses.length; row += resolutions) {
      double harder = chances[row + resolutions - 1] - mean[resolutions - 1];
      double[] weights = new double[resolutions];
      for (int r = 0; r < resolutions; r++) {
        wrong[row + r] = (float) (mean[r] + slopes[r] * harder);
        weights[r] = Math.exp(-slopes[r] * harder / DECIDED_BY);
      }
      double sum = Arrays.stream(weights).sum();
      for (int r = 0; r < resolutions; r++) {
        shares[row + r] = (float) (weights[r] / sum);
      }
    }
    return new Needs(wrong, shares, resolutions);
  }

  /** By how much the chance in each resolution rises with that in the coarsest. */
  private static double[] slopes(double[] chances, double[] mean) {
    int coarsest = mean.length - 1;
    double[] covariances = new double[mean.length];
    for (int row = 0; row < chances.length; row += mean.length) {
      double harder = chances[row + coarsest] - mean[coarsest];
      for (int r = 0; r < mean.length; r++) {
        covariances[r] += harder * (chances[row + r] - mean[r]);
      }
    }
    double[] slopes = new double[mean.length];
    for (int r = 0; r < mean.length; r++) {
      slopes[r] = covariances[r] / (covariances[coarsest] + EPSILON);
    }
    return slopes;
  }

  /**
   * Returns the loss of the predictor: the chance to be wrong with its choices, and the cross
   * entropy with the differences between the images.
   *
   * <p>On average over the images one resolution is the best choice. A predictor that learns only
   * from its choices soon takes it for all images, and then has no gradient any more. So the second
   * part subtracts the averages, of the chances and of the scores: it learns the differences
   * between the images, for any cost of the resolutions.
   *
   * @param scores images x resolutions, before softmax
   */
  NDArray lossOf(NDArray scores) {
    Shape shape = scores.getShape();
    NDArray expected = scores.softmax(1).mul(scores.getManager().create(wrong, shape)).sum();
    NDArray apart = scores.sub(scores.mean(new int[] {0}, true));
    return Scaled.by(1.0 / shape.get(0), expected)
        .add(CrossEntropy.mean(apart, scores.getManager().create(shares, shape)));
  }
}
