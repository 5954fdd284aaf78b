package io.espalier.trainer.learn;

/** A training cannot go on; the message says why and what to do. */
public final class TrainingFailedException extends RuntimeException {
  TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
