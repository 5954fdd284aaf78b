package io.espalier.trainer.weights;

/** A weights file cannot be used; the message names the file, what was found and expected. */
public final class WeightsException extends RuntimeException {

  /** Says what is wrong. */
  public WeightsException(String message) {
    super(message);
  }

  /** Says what is wrong, and what it came from. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
