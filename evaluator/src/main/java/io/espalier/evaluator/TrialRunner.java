package io.espalier.evaluator;

import java.util.Optional;

/** The port through which trials are trained: in this process, in a worker, or on a cluster. */
public interface TrialRunner extends AutoCloseable {

  /**
   * Trains and measures a network, going on from its last checkpoint if it has one.
   *
   * <p>Whatever goes wrong with the training itself is an {@link Outcome.Failed}. What goes wrong
   * around it, such as a full disk, is thrown: the run stops and can be resumed.
   *
   * @return how it ended; empty if the monitor asked to stop, after a checkpoint was written
   */
  Optional<Outcome> run(Trial trial, TrialMonitor monitor);

  /** Returns how many trials it can run side by side, each asked for by a thread of its own. */
  default int sideBySide() {
    return 1;
  }

  /** Lets go of whatever trains. */
  @Override
  default void close() {}
}
