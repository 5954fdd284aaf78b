package io.espalier.space.spec;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was found wrong with a spec so far.
 *
 * @param tree the spec
 * @param problems the problems, which grow
 */
record SpecProblems(SpecTree tree, List<SpecProblem> problems) {

  void add(String path, String wrong, String remedy) {
    problems.add(tree.problem(path, wrong, remedy));
  }

  /** Tells whether nothing is wrong at a path and below. */
  boolean none(String path) {
    return problems.stream().noneMatch(problem -> SpecTree.within(problem.path(), path));
  }

  /** Makes a value; an exception that says what is wrong with it becomes a problem at the path. */
  <T> Optional<T> attempt(String path, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException e) {
      add(path, e.getMessage(), "");
    } catch (ArithmeticException e) {
      add(path, "This is too large to count.", "Write smaller numbers.");
    }
    return Optional.empty();
  }
}
