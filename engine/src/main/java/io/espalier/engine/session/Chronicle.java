package io.espalier.engine.session;

import io.espalier.engine.journal.Journal;
import io.espalier.evaluator.Event;

/**
 * The one way of all events of a run: what the journal keeps is written and forced to disk, and
 * then the listener is told.
 */
final class Chronicle {

  private final Journal journal;
  private final RunListener listener;

  Chronicle(Journal journal, RunListener listener) {
    this.journal = journal;
    this.listener = listener;
  }

  /**
   * Takes what happened.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; it then never happened
   */
  synchronized void happened(Event event) {
    journal.append(event);
    listener.happened(event);
  }
}
