package io.espalier.trainer.objective;

import ai.djl.ndarray.NDArray;
import io.espalier.trainer.network.Scaled;

/** What a network's scores lose against their targets, batch by batch. */
public interface ScoreLoss {

  /** Cross entropy with the targets. */
  ScoreLoss CROSS_ENTROPY = images -> ScoreLoss::crossEntropy;

  /**
   * The loss of one batch.
   *
   * @see #crossEntropy
   */
  interface OfBatch {
    /**
     * Returns one number.
     *
     * @param scores N x classes, before softmax
     * @param targets N x classes, probabilities
     */
    NDArray of(NDArray scores, NDArray targets);
  }

  /** Looks at a batch before the network does, outside of the gradient's graph. */
  OfBatch on(NDArray images);

  /** Returns the mean over the batch of - sum p log softmax(scores), in nats. */
  static NDArray crossEntropy(NDArray scores, NDArray targets) {
    return Scaled.by(1.0 / scores.getShape().get(0), sumOfCrossEntropies(scores, targets));
  }

  /** Returns the sum over the batch of - sum p log softmax(scores), in nats. */
  static NDArray sumOfCrossEntropies(NDArray scores, NDArray targets) {
    return scores.logSoftmax(1).mul(targets).sum().neg();
  }
}
