package io.espalier.searcher.bayesian;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.Macro;
import io.espalier.searcher.bayesian.BudgetSolver.Solution;
import io.espalier.space.Draws;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The solver against tables whose optimum is known. */
@Tag("slow")
class BudgetSolverTest {

  private static final int LOOKS = 20_000;

  @ParameterizedTest
  @ValueSource(longs = {50_000_000, 70_000_000, 100_000_000})
  void withTheTableAsItsScoreItFindsTheOptimum(long macs) throws IOException {
    Macro macro = Macro.read();
    Affordable affordable = new Affordable(Macro.space(), Macro.evaluator(macs));
    BudgetSolver solver = new BudgetSolver(affordable, LOOKS);
    double optimum = macro.optimum(affordable);
    long found =
        LongStream.range(0, 100)
            .filter(seed -> best(solver, affordable, macro, seed) >= optimum)
            .count();
    assertThat(found).isGreaterThanOrEqualTo(95);
  }

  private static double best(BudgetSolver solver, Affordable affordable, Macro macro, long seed) {
    int[] start = affordable.draw(Draws.of(seed, Draws.WHOLE_RUN, "start")).orElseThrow();
    Solution solution =
        solver
            .solve((point, cost) -> macro.accuracy(affordable, point), start, Set.of())
            .orElseThrow();
    return macro.accuracy(affordable, solution.point().toArray());
  }

  /** MACs as merit: the solver is to come as near to the budget as it can, from below. */
  @Test
  void whatItFindsIsWithinTheBudgetAndNewUntilNothingIsLeft() {
    Affordable affordable = new Affordable(Macro.space(), Macro.evaluator(20_600_000));
    long all = affordable.all().count();
    assertThat(all).isBetween(2L, 100L);
    BudgetSolver solver = new BudgetSolver(affordable, LOOKS);
    Set<ImmutableIntArray> found = new HashSet<>();
    Optional<Solution> next = Optional.empty();
    do {
      next = solver.solve((point, cost) -> cost.macs() / 1e6, affordable.base(), found);
      next.ifPresent(
          solution -> {
            assertThat(affordable.admits(solution.point().toArray())).isTrue();
            assertThat(found.add(solution.point())).isTrue();
          });
    } while (next.isPresent());
    assertThat(found).hasSize((int) all);
  }

  @Test
  void everyConstraintIsExplained() {
    Affordable affordable = new Affordable(Macro.space(), Macro.evaluator(50_000_000));
    Solution solution =
        new BudgetSolver(affordable, 500)
            .solve((point, cost) -> 1.5, affordable.base(), Set.of())
            .orElseThrow();
    assertThat(solution.why().getConstraintMatchTotalMap().values())
        .extracting(total -> total.getConstraintName() + " " + total.getScore())
        .containsExactlyInAnyOrder(
            "can be built 0hard/0soft",
            "MACs within the budget 0hard/0soft",
            "parameters within the budget 0hard/0soft",
            "latency within the budget 0hard/0soft",
            "not tried before 0hard/0soft",
            "merit 0hard/1500000soft");
  }
}
