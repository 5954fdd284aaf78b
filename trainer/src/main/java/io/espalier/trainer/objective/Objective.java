package io.espalier.trainer.objective;

import io.espalier.trainer.network.Network;

/** What a training minimises, batch by batch. */
public interface Objective {

  /**
   * Returns the learning rate.
   *
   * @param epoch point of the training, in epochs done so far
   */
  double rate(double epoch);

  /** Computes the loss of a batch, and leaves its gradient with the network. */
  Lesson learn(Network network, Examples examples);
}
