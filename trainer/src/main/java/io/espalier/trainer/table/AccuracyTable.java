package io.espalier.trainer.table;

import io.espalier.evaluator.Outcome;
import io.espalier.space.Architecture;
import io.espalier.space.Task;

/**
 * The accuracies of all networks of a space, so that strategies can be compared without training.
 * They were found once: by training every network, or by a surrogate that was fitted to many.
 */
public interface AccuracyTable {

  /** Returns what the networks were asked to do. */
  Task task();

  /**
   * Returns the share of images that a network gets right.
   *
   * @throws IllegalArgumentException if the table does not have the network; the message says which
   *     dimension is the reason
   */
  double topOne(Architecture architecture);

  /** Returns the outcome of a trial of a network: its accuracy, or the reason why there is none. */
  default Outcome outcome(Architecture architecture) {
    try {
      return new Outcome.LookedUp(topOne(architecture));
    } catch (IllegalArgumentException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }
}
