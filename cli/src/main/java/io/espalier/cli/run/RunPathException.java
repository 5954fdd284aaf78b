package io.espalier.cli.run;

/**
 * A path names no run where one is needed, or something where a run is to be made, or a disk
 * without room.
 */
public final class RunPathException extends RuntimeException {
  RunPathException(String message) {
    super(message);
  }
}
