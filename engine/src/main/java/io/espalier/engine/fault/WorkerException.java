package io.espalier.engine.fault;

/** Workers cannot go on for a reason that is not a trial's fault; the message says it. */
public final class WorkerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says the reason. */
  public WorkerException(String message) {
    super(message);
  }
}
