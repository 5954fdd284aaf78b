package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A spec that cannot be followed, with everything that is wrong with it. */
public final class SpecException extends RuntimeException {

  private static final Comparator<SpecProblem> AS_WRITTEN =
      Comparator.comparingInt((SpecProblem problem) -> line(problem.place()))
          .thenComparingInt(problem -> column(problem.place()));

  private final List<SpecProblem> problems;

  /** Takes the problems in any order, at least one. */
  public SpecException(List<SpecProblem> problems) {
    super(inOrder(problems).stream().map(SpecProblem::toString).collect(Collectors.joining("\n")));
    checkArgument(!problems.isEmpty(), "A spec exception needs at least one problem.");
    this.problems = inOrder(problems);
  }

  /** Returns all that is wrong, in the order in which it was written. */
  public List<SpecProblem> problems() {
    return problems;
  }

  private static List<SpecProblem> inOrder(List<SpecProblem> problems) {
    return problems.stream().distinct().sorted(AS_WRITTEN).toList();
  }

  private static int line(SpecPlace place) {
    if (place instanceof SpecPlace.InFile at) {
      return at.line();
    }
    return place instanceof SpecPlace.WholeFile ? 0 : Integer.MAX_VALUE;
  }

  private static int column(SpecPlace place) {
    return place instanceof SpecPlace.InFile at ? at.column() : 0;
  }
}
