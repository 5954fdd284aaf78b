package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;

/** What a training makes smaller, batch by batch. */
interface Objective {

  /** Cross entropy with the targets. */
  Objective CROSS_ENTROPY = images -> Objective::crossEntropy;

  /**
   * The loss of one batch.
   *
   * @see #crossEntropy
   */
  interface Loss {
    /**
     * Returns one number.
     *
     * @param scores N x classes, before softmax
     * @param targets N x classes, probabilities
     */
    NDArray of(NDArray scores, NDArray targets);
  }

  /** Looks at a batch before the network does, outside of the gradient's graph. */
  Loss on(NDArray images);

  /** Returns the mean over the batch of - sum p log softmax(scores), in nats. */
  static NDArray crossEntropy(NDArray scores, NDArray targets) {
    return scores.logSoftmax(1).mul(targets).sum().div(-scores.getShape().get(0));
  }
}
