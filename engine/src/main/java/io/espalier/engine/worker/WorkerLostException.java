package io.espalier.engine.worker;

import java.util.Optional;

/** A worker died, or was ended because it hung. */
final class WorkerLostException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Optional<String> lastWords;

  /**
   * @param message what became of it, as in "was killed by signal 9"
   * @param lastWords what it said before, if anything
   */
  WorkerLostException(String message, Optional<String> lastWords) {
    super(message);
    this.lastWords = lastWords;
  }

  Optional<String> lastWords() {
    return lastWords;
  }
}
