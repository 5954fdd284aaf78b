package io.espalier.trainer.learn;

/** A training left the finite numbers; its trial has failed. */
final class DivergedException extends RuntimeException {
  DivergedException(String message) {
    super(message);
  }
}
