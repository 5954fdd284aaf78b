package io.espalier.engine.worker;

/** Workers cannot go on for a reason that is no trial's fault; the message says it. */
public final class WorkerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerException(String message) {
    super(message);
  }
}
