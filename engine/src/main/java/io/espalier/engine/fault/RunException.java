package io.espalier.engine.fault;

/** A run cannot be made, read or taken up; the message says why and what to do. */
public final class RunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public RunException(String message) {
    super(message);
  }

  /** Says what is wrong, and what it came from. */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
