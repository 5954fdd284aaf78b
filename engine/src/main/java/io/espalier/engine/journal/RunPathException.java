package io.espalier.engine.journal;

/**
 * A path names no run where one is needed, or something where a run is to be made, or a disk
 * without room.
 */
public final class RunPathException extends RuntimeException {
  public RunPathException(String message) {
    super(message);
  }
}
