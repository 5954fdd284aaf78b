package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.evaluator.Evaluator;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ShortageTest {

  private static final Architecture BASE =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 4), Stage.of(1, 8)));

  /** Grows in blocks only: 1 to 4 of them in each stage. */
  private static final Space COARSE =
      new Space(
          BASE,
          Optional.empty(),
          Collections.nCopies(
              2, new StageSpace(Optional.of(new Range(4, 1)), Optional.empty(), new TreeSet<>())));

  private static Optional<Shortage> shortage(Space space, Evaluator evaluator) {
    return Shortage.of(new Affordable(space, evaluator));
  }

  @Test
  void aSpaceWithSomethingWithinTheBudgetHasNone() {
    assertThat(shortage(COARSE, SmallSpaces.evaluator(200_000, 0.1))).isEmpty();
    assertThat(shortage(SmallSpaces.everything(), SmallSpaces.evaluator(2_000_000, 0.01)))
        .isEmpty();
  }

  /** A block costs 41,472 MACs in either stage, so that depths alone cannot land in between. */
  @Test
  void theNearestBelowAndAboveAreNamed() {
    long base = SmallSpaces.evaluator(1, 0.1).cost(BASE).macs();
    long below = base + 2 * 41_472;
    long above = base + 3 * 41_472;
    Optional<Shortage> shortage =
        shortage(COARSE, SmallSpaces.evaluator((below + above) / 2, 0.01));
    assertThat(shortage.orElseThrow().wrong())
        .startsWith("No architecture of the space costs ")
        .contains("%,d MACs below (12px ".formatted(below))
        .contains("%,d MACs above (12px ".formatted(above));
    assertThat(shortage.get().remedy()).contains("budget.macs");
  }

  @Test
  void parametersInTheWayAreNamed() {
    long parameters = SmallSpaces.evaluator(1, 0.1).cost(BASE).parameters();
    Evaluator evaluator = SmallSpaces.evaluator(200_000, 0.1, OptionalLong.of(parameters));
    assertThat(shortage(COARSE, evaluator).orElseThrow().wrong())
        .contains("with at most %,d parameters".formatted(parameters))
        .contains(" parameters within the MACs (12px ");
  }

  /** Every block has an even number of MACs. */
  @Test
  void aSpaceTooLargeToListIsWalkedThrough() {
    Architecture base =
        Architecture.of("resnet-cifar", 32, Collections.nCopies(8, Stage.of(1, 64)));
    StageSpace stage =
        new StageSpace(Optional.of(new Range(9, 1)), Optional.empty(), new TreeSet<>());
    Space space = new Space(base, Optional.empty(), Collections.nCopies(8, stage));
    long macs = SmallSpaces.evaluator(1, 0.1).cost(base).macs();
    assertThat(
            shortage(space, SmallSpaces.evaluator(macs / 2 * 4 + 1, 1e-12)).orElseThrow().wrong())
        .contains(" MACs below (32px ")
        .contains(" MACs above (32px ");
  }
}
