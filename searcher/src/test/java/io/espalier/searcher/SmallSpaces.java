package io.espalier.searcher;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.evaluator.Evaluator;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Budget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Spaces in which everything grows, small enough to look at every architecture. */
final class SmallSpaces {

  static final Task TASK = new Task(1, 10);

  private SmallSpaces() {}

  /** Two stages, 1,512 architectures. */
  static Space everything() {
    Architecture base =
        Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 4), Stage.of(1, 8)));
    return new Space(
        base,
        Optional.of(new Range(20, 4)),
        List.of(
            new StageSpace(
                Optional.of(new Range(3, 1)),
                Optional.of(new Range(16, 4)),
                ImmutableSortedSet.of(1.0, 1.5)),
            new StageSpace(
                Optional.of(new Range(3, 1)),
                Optional.of(new Range(32, 4)),
                ImmutableSortedSet.of())));
  }

  static Evaluator evaluator(long macs, double tolerance) {
    return evaluator(macs, tolerance, OptionalLong.empty());
  }

  static Evaluator evaluator(long macs, double tolerance, OptionalLong parameters) {
    return new Evaluator(TASK, new Budget(macs, tolerance, parameters, OptionalDouble.empty()));
  }
}
