package io.espalier.trainer.table;

import io.espalier.evaluator.Outcome;
import io.espalier.space.Architecture;
import io.espalier.space.Task;

/**
 * Accuracies of all networks of a space that were found out once, by training every one or by a
 * predictor that was fitted on many, so that strategies can be compared without training.
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

  /** Returns the outcome of a trial of a network: its accuracy, or why there is none. */
  default Outcome outcome(Architecture architecture) {
    try {
      return new Outcome.LookedUp(topOne(architecture));
    } catch (IllegalArgumentException e) {
      return new Outcome.Failed(e.getMessage());
    }
  }
}
