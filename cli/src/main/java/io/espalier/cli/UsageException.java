package io.espalier.cli;

/** The command line asks for something impossible; the message says what to do. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
