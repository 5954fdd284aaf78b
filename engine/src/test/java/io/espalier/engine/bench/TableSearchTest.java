package io.espalier.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import io.espalier.engine.bench.SearcherReport.StrategyResult;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.searcher.Searcher;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Budget;
import io.espalier.trainer.table.AccuracyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableSearchTest {

  private static final Architecture BASE =
      Architecture.of("resnet-cifar", 16, List.of(Stage.of(1, 1)));

  private static Architecture wide(int width) {
    return BASE.withStage(0, Stage.of(1, width));
  }

  /** Accuracy grows with the width up to 6, and is missing at 5. */
  private static final class Widths implements AccuracyTable {
    @Override
    public Task task() {
      return new Task(1, 2);
    }

    @Override
    public double topOne(Architecture architecture) {
      int width = architecture.stages().get(0).width();
      if (width == 5) {
        throw new IllegalArgumentException("There is no width 5.");
      }
      return width <= 6 ? width / 10.0 : 0.3;
    }
  }

  private static final AccuracyTable TABLE = new Widths();

  private static Evaluator evaluator(int widest) {
    Evaluator free = new Evaluator(TABLE.task(), budget(Long.MAX_VALUE / 2));
    return new Evaluator(TABLE.task(), budget(free.cost(wide(widest)).macs()));
  }

  private static Budget budget(long macs) {
    return new Budget(macs, 0.03, OptionalLong.empty(), OptionalDouble.empty(), OptionalLong.of(0));
  }

  /** Proposes widths in rounds, and keeps what it was shown. */
  private static final class Rounds implements Searcher {
    private final List<List<Integer>> rounds;
    private final List<History> shown = new ArrayList<>();

    Rounds(List<List<Integer>> rounds) {
      this.rounds = rounds;
    }

    @Override
    public List<Candidate> propose(History history) {
      shown.add(history);
      int round = history.rounds().size();
      return round == rounds.size()
          ? List.of()
          : rounds.get(round).stream()
              .map(width -> Candidate.fromScratch(wide(width), "toy"))
              .toList();
    }

    @Override
    public Set<Integer> parents(History history) {
      return Set.of();
    }

    @Override
    public String ending(History history) {
      return "There are no more rounds.";
    }

    @Override
    public int plannedParents() {
      return 1;
    }

    @Override
    public int plannedTrials() {
      return 0;
    }
  }

  private static ImmutableDoubleArray run(int trials, Rounds searcher) {
    return new TableSearch(evaluator(8), TABLE, trials).run(searcher);
  }

  @Test
  void aRoundIsCompleteBeforeTheNextIsProposed() {
    Rounds searcher = new Rounds(List.of(List.of(2), List.of(4, 3), List.of(1)));
    assertThat(run(80, searcher)).isEqualTo(ImmutableDoubleArray.of(0.2, 0.4, 0.4, 0.4));
    assertThat(searcher.shown)
        .extracting(history -> history.evaluations().map(Evaluation::number).toList())
        .containsExactly(List.of(), List.of(0), List.of(0, 1, 2), List.of(0, 1, 2, 3));
  }

  @Test
  void itStopsAtTheLimitInTheMiddleOfARound() {
    Rounds searcher = new Rounds(List.of(List.of(1, 2), List.of(3, 6, 4)));
    assertThat(run(3, searcher)).isEqualTo(ImmutableDoubleArray.of(0.1, 0.2, 0.3));
    assertThat(searcher.shown).hasSize(2);
  }

  @Test
  void whatFailsOrIsOverTheBudgetIsATrialWithoutScore() {
    assertThat(run(80, new Rounds(List.of(List.of(5, 9, 4)))))
        .isEqualTo(
            ImmutableDoubleArray.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.4));
  }

  @Test
  void theOptimumIsTheBestWithinTheBudget() {
    Space space =
        new Space(
            BASE,
            Optional.empty(),
            List.of(
                new StageSpace(Optional.empty(), Optional.of(new Range(9, 2)), new TreeSet<>())));
    // Widths 1, 3, 5, 7, 9: the table has no 5, so that only what is within the budget is asked
    // for.
    assertThat(Optimum.of(space, evaluator(4), TABLE))
        .hasValueSatisfying(
            best -> {
              assertThat(best.architecture()).isEqualTo(wide(3));
              assertThat(best.topOne()).isEqualTo(0.3);
              assertThat(best.macs()).isEqualTo(evaluator(3).budget().macs());
            });
    assertThat(Optimum.of(space, new Evaluator(TABLE.task(), budget(1)), TABLE)).isEmpty();
  }

  @Test
  void meansIntervalsAndSharesAreThoseOfTheBooks() {
    Curves curves =
        new Curves(
            0.9,
            4,
            Map.of(
                "long",
                List.of(
                    ImmutableDoubleArray.of(0.5, 0.6, 0.8, 0.9),
                    ImmutableDoubleArray.of(0.7, 0.7, 0.7, 0.7)),
                "short",
                List.of(ImmutableDoubleArray.of(0.4), ImmutableDoubleArray.of(0.4, 0.6))));
    StrategyResult row = curves.row("long", new TreeSet<>(IntStream.of(2, 4).boxed().toList()));
    assertThat(row.trialsSpent()).isEqualTo(4);
    assertThat(row.foundOptimum()).isEqualTo(0.5);
    assertThat(row.marks()).hasSize(2);
    assertThat(row.marks().get(1).best().mean()).hasValueCloseTo(0.8, within(1e-12));
    assertThat(row.marks().get(1).regret().mean()).hasValueCloseTo(0.1, within(1e-12));
    // Two values, 0.2 apart: s / sqrt(2) is 0.1, and Student's t with one degree is 12.7062.
    assertThat(row.marks().get(1).best().interval()).hasValueCloseTo(1.27062, within(1e-5));
    // After 1 trial with the first seed and 2 with the second.
    assertThat(row.atAsManyTrials().get("short").mean()).hasValueCloseTo(0.3, within(1e-12));
    assertThat(row.atAsManyTrials()).containsOnlyKeys("short");
    assertThat(curves.row("short", new TreeSet<>(List.of(4))).trialsSpent()).isEqualTo(1.5);
  }

  @Test
  void aSeedThatFoundNothingYetIsNoPartOfTheMean() {
    Curves curves =
        new Curves(
            0.9,
            2,
            Map.of(
                "late",
                List.of(
                    ImmutableDoubleArray.of(Double.NEGATIVE_INFINITY, 0.5),
                    ImmutableDoubleArray.of(0.7, 0.7))));
    StrategyResult row = curves.row("late", new TreeSet<>(List.of(1, 2)));
    assertThat(row.marks().get(0).found()).isEqualTo(1);
    assertThat(row.marks().get(0).best().mean()).hasValue(0.7);
    assertThat(row.marks().get(0).best().interval()).isEmpty();
    assertThat(row.marks().get(1).found()).isEqualTo(2);
  }
}
