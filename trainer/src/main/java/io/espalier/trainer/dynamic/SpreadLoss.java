package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import io.espalier.trainer.network.Scaled;

/**
 * What a batch loses whose images all get the same resolution (ours): w (log m - H), with the
 * entropy H of the shares of m resolutions in it, in nats; 0 where all shares are the same.
 *
 * @param weight w
 */
record SpreadLoss(double weight) {

  /** Added to shares: the logarithm has no slope at 0. */
  private static final float EPSILON = 0.01f;

  /**
   * Returns the loss of a batch.
   *
   * @param choices N x resolutions; rows sum to 1, hard or soft
   */
  NDArray of(NDArray choices) {
    NDArray shares = Scaled.by(1.0 / choices.getShape().get(0), choices.sum(new int[] {0}));
    NDArray negentropy = shares.mul(shares.add(EPSILON).log()).sum();
    return Scaled.by(weight, negentropy.add((float) Math.log((double) choices.getShape().get(1))));
  }
}
