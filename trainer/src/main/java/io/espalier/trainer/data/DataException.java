package io.espalier.trainer.data;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Images that cannot be used as they are, with all mistakes that were found.
 *
 * <p>Its message is for the user: it needs no stack trace.
 */
public final class DataException extends RuntimeException {

  private final transient List<Problem> problems;

  /** Collects problems; the message is all of them, each on a line that begins with its key. */
  public DataException(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.key() + ": " + problem.message())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns what is wrong, in the order of the spec. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong.
   *
   * @param key dotted path of the spec's entry that leads to it, such as {@code data.train}
   * @param message what is wrong and what to do, possibly of several lines
   */
  public record Problem(String key, String message) {}
}
