package io.espalier.engine.fault;

/**
 * What was asked for cannot be done: a path that does not name a run, a name that is taken, a
 * device that is not there, a disk without room. Nothing was written.
 */
public final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Remedy remedy;

  /** What helps; how it is done depends on who asks, such as which option of a command. */
  public enum Remedy {
    /** Nothing but what the message says. */
    NONE,
    /** Another name for the run's folder. */
    OTHER_NAME,
    /** Going on with the run that is there, or another name. */
    RESUME_OR_OTHER_NAME,
    /** Weights of a network. */
    WEIGHTS,
    /** Another folder for runs, as on another disk. */
    OTHER_PLACE
  }

  /** Says what is wrong and what to do. */
  public RefusalException(String message) {
    this(message, Remedy.NONE);
  }

  /** Says what is wrong and what to do, and what it came from. */
  public RefusalException(String message, Throwable cause) {
    super(message, cause);
    this.remedy = Remedy.NONE;
  }

  /** Says what is wrong, and what helps. */
  public RefusalException(String message, Remedy remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** Returns what helps. */
  public Remedy remedy() {
    return remedy;
  }
}
