package io.espalier.engine.fault;

import io.espalier.space.spec.SpecException;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.weights.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Says for people what went wrong. */
public final class Explanation {

  private Explanation() {}

  /** Returns a message for people; empty where it is a mistake of the program. */
  public static Optional<String> of(Throwable e) {
    if (e instanceof IOException failed) {
      return Optional.of(message(failed));
    }
    if (e instanceof UncheckedIOException failed) {
      return Optional.of(message(failed.getCause()));
    }
    return e instanceof RunException
            || e instanceof RefusalException
            || e instanceof WorkerException
            || e instanceof WeightsException
            || e instanceof DataException
            || e instanceof SpecException
        ? Optional.of(e.getMessage())
        : Optional.empty();
  }

  /** What the system says of a file is often no more than its name. */
  private static String message(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "The file %s is missing.".formatted(e.getMessage());
    }
    if (e instanceof AccessDeniedException) {
      return "The file %s cannot be read or written. Change its permissions."
          .formatted(e.getMessage());
    }
    if (e instanceof FileAlreadyExistsException) {
      return "The file %s is in the way.".formatted(e.getMessage());
    }
    return "A file could not be read or written: %s".formatted(e.getMessage());
  }
}
