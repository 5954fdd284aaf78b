package io.espalier.searcher.bayesian;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.Macro;
import io.espalier.searcher.RandomSampling;
import io.espalier.searcher.Rounds;
import io.espalier.searcher.Searcher;
import io.espalier.space.growth.Space;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BayesianSearchTest {

  private static final Space SPACE = Macro.space();
  private static final Evaluator EVALUATOR = Macro.evaluator(50_000_000);

  private static Searcher solving(long seed) {
    return new BayesianSearch(SPACE, EVALUATOR, seed, new Rounds(40, 1), 8, 2000);
  }

  private static Searcher drawing(long seed) {
    return new RandomSampling(new Affordable(SPACE, EVALUATOR), seed, new Rounds(40, 1));
  }

  /** The bench does this for all budgets, tables and a hundred seeds; here it must not get lost. */
  @Test
  void whatItFindsInFortyTrialsIsNearerToTheOptimumThanWhatIsDrawn() throws IOException {
    Macro macro = Macro.read();
    double optimum = macro.optimum(new Affordable(SPACE, EVALUATOR));
    double solved = meanRegret(macro, optimum, BayesianSearchTest::solving);
    assertThat(solved)
        .isLessThanOrEqualTo(0.4 * meanRegret(macro, optimum, BayesianSearchTest::drawing))
        .isLessThan(0.0014);
  }

  private static double meanRegret(Macro macro, double optimum, LongFunction<Searcher> searchers) {
    return LongStream.range(0, 10)
        .mapToObj(seed -> macro.search(searchers.apply(seed), EVALUATOR))
        .mapToDouble(history -> optimum - best(history))
        .average()
        .orElseThrow();
  }

  private static double best(History history) {
    return history.evaluations().mapToDouble(e -> e.score().orElse(0)).max().orElseThrow();
  }

  @Test
  void theFirstDesignIsOneRoundAndBatchesFollow() {
    Macro macro = Macro.without();
    History history =
        macro.search(new BayesianSearch(SPACE, EVALUATOR, 1, new Rounds(20, 4), 7, 300), EVALUATOR);
    assertThat(history.rounds()).extracting(List::size).containsExactly(1, 7, 4, 4, 4);
    assertThat(history.rounds().get(1))
        .extracting(e -> e.candidate().why())
        .containsOnly("first design, to learn from");
  }

  @Test
  void aProposalSaysWhatIsExpectedAndWhatEachConstraintGave() {
    History history = Macro.without().search(solving(3), EVALUATOR);
    Evaluation last = history.evaluations().reduce((a, b) -> b).orElseThrow();
    assertThat(last.candidate().why())
        .matches("expected \\d+\\.\\d\\d % \\(deviation \\d+\\.\\d\\d\\); .*")
        .contains("MACs within the budget 0hard/0soft", "not tried before 0hard/0soft", "merit ");
  }
}
