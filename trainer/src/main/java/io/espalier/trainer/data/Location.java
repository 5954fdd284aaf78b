package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a spec says that images are.
 *
 * @param directory what relative locations are resolved against: the spec's folder
 * @param key dotted path of the spec's entry, such as {@code data.train}
 * @param text the entry as it is written
 */
public record Location(Path directory, String key, String text) {

  /**
   * @throws IllegalArgumentException if the text is empty
   */
  public Location {
    checkArgument(!text.isBlank(), "The location %s is empty. Name a folder or a file.", key);
  }

  /**
   * Returns the text as a path.
   *
   * @throws DataException if this system has no such paths
   */
  public Path path() {
    return path(text);
  }

  /** Returns the path of a part of the text, with the same errors. */
  Path path(String part) {
    try {
      return directory.resolve(part).normalize();
    } catch (InvalidPathException e) {
      throw problem("'%s' is not a path: %s.".formatted(part, e.getReason()));
    }
  }

  /** Returns an exception that blames this entry of the spec. */
  public DataException problem(String message) {
    return new DataException(List.of(new DataException.Problem(key, message)));
  }
}
