package io.espalier.trainer.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kind of file with accuracies.
 *
 * <p>A new form is one class with {@code @AutoService(TableForm.class)}; nothing else names it.
 * Forms exclude one another.
 */
public interface TableForm {

  /** Returns what this form looks for, as the error for an unknown file lists it. */
  String description();

  /**
   * Reads a file, if it has this form.
   *
   * @throws IllegalArgumentException if it is damaged; the message says where
   * @throws IOException if it cannot be read
   */
  Optional<AccuracyTable> open(Path file) throws IOException;
}
