package io.espalier.space.spec;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mistake in a spec.
 *
 * @param place where it was written
 * @param path the key in question, such as {@code space.stages[1].width}; empty for the whole spec
 * @param wrong what is wrong, as a sentence
 * @param remedy what to do, as a sentence; empty where {@code wrong} says it
 */
public record SpecProblem(SpecPlace place, String path, String wrong, String remedy) {

  private static final int MOST_CHARACTERS = 2000;

  /** Makes printable what was taken from the spec; what is wrong may have several lines. */
  public SpecProblem {
    path = Shown.text(path, MOST_CHARACTERS);
    wrong =
        wrong
            .lines()
            .map(line -> Shown.text(line, MOST_CHARACTERS))
            .collect(Collectors.joining("\n"));
  }

  /** Returns {@code file:line:column: path: what is wrong. What to do.} */
  @Override
  public String toString() {
    String sentences = remedy.isEmpty() ? wrong : wrong + " " + remedy;
    return Stream.of(place.toString(), path, sentences)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(": "));
  }
}
