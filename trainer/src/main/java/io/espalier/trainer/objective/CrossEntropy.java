package io.espalier.trainer.objective;

import ai.djl.ndarray.NDArray;
import io.espalier.trainer.network.Scaled;

/** What scores lose against their targets, in nats: - sum p log softmax(scores). */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * Returns the mean over the batch, one number.
   *
   * @param scores N x classes, before softmax
   * @param targets N x classes, probabilities
   */
  public static NDArray mean(NDArray scores, NDArray targets) {
    return Scaled.by(1.0 / scores.getShape().get(0), sum(scores, targets));
  }

  /**
   * Returns the sum over the batch, one number.
   *
   * @see #mean
   */
  public static NDArray sum(NDArray scores, NDArray targets) {
    return scores.logSoftmax(1).mul(targets).sum().neg();
  }

  /**
   * Returns that of each image, N numbers.
   *
   * @see #mean
   */
  public static NDArray each(NDArray scores, NDArray targets) {
    return scores.logSoftmax(1).mul(targets).sum(new int[] {1}).neg();
  }
}
