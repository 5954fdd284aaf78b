package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.spec.SearchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class CompoundScalingTest {

  private static final String FINE_INPUT = "space.resolution={to: 40, step: 1}";
  private static final String FINE_STAGES =
      "space.stages={depth: {to: 6}, width: {to: 64, step: 1}}";

  private static SearchSpec spec(String... overrides) {
    return Searches.spec(
        Stream.concat(
                Stream.of("search.strategy=compound", FINE_INPUT, FINE_STAGES),
                Stream.of(overrides))
            .toArray(String[]::new));
  }

  private static Searcher searcher(SearchSpec spec) {
    return Strategies.searcher(spec, Searches.evaluator(spec));
  }

  @Test
  void theGridSharesADoublingOut() {
    Set<Dimension> all = Set.of(Dimension.DEPTH, Dimension.WIDTH, Dimension.INPUT_RESOLUTION);
    assertThat(Coefficients.grid(4, all))
        .hasSize(15)
        .doesNotHaveDuplicates()
        .allMatch(Coefficients::obeysTheRule)
        .allMatch(c -> c.alpha() >= 1 && c.beta() >= 1 && c.gamma() >= 1);
    assertThat(Coefficients.grid(4, Set.of(Dimension.DEPTH)))
        .containsExactly(new Coefficients(2, 1, 1));
    assertThat(Coefficients.grid(2, Set.of(Dimension.DEPTH, Dimension.INPUT_RESOLUTION)))
        .hasSize(3)
        .allMatch(c -> c.beta() == 1);
  }

  /** EfficientNet's own: 1.2 * 1.1^2 * 1.15^2 is 1.92. */
  @Test
  void theCoefficientsOfThePaperScaleTheBaseWithPhi() {
    Coefficients paper = new Coefficients(1.2, 1.1, 1.15);
    assertThat(paper.obeysTheRule()).isTrue();
    SearchSpec spec =
        Searches.spec(
            "base.resolution=100",
            "space.resolution={to: 400, step: 1}",
            "base.stages=[{depth: 10, width: 100}, {depth: 20, width: 200}]",
            "space.stages={depth: {to: 100}, width: {to: 900, step: 1}}");
    assertThat(paper.scaled(spec.space(), 0)).isEqualTo(spec.space().base());
    Architecture b2 = paper.scaled(spec.space(), 2);
    assertThat(b2.summary()).isEqualTo("132px 14x121 29x242");
  }

  @Test
  void theBestOfTheGridIsScaledToTheBudgetAndInheritsIt() {
    SearchSpec spec = spec("budget.macs=1M");
    Evaluator evaluator = Searches.evaluator(spec);
    Searcher searcher = searcher(spec);
    Candidate base = searcher.propose(History.EMPTY).get(0);
    History history = History.EMPTY.with(List.of(evaluator.evaluate(0, base, Searches.trained(1))));
    List<Candidate> grid = searcher.propose(history);
    assertThat(grid).hasSizeBetween(4, 15).allMatch(c -> c.parent().getAsInt() == 0);
    List<Evaluation> round = new ArrayList<>();
    for (Candidate candidate : grid) {
      int correct = round.size() == 2 ? 900 : 500;
      round.add(evaluator.evaluate(1 + round.size(), candidate, Searches.trained(correct)));
    }
    long twice = 2 * evaluator.cost(spec.space().base()).macs();
    assertThat(round).allMatch(e -> Math.abs(e.macs() - twice) <= 0.06 * twice);
    List<Candidate> last = searcher.propose(history.with(round));
    String coefficients = grid.get(2).why().replaceFirst("phi [\\d.]+ ", "");
    assertThat(last).singleElement().satisfies(c -> assertThat(c.why()).endsWith(coefficients));
    Evaluation winner = evaluator.evaluate(99, last.get(0), Searches.trained(950));
    assertThat(spec.budget().admitsMacs(winner.macs())).isTrue();
    assertThat(last.get(0).parent()).hasValue(3);
    assertThat(searcher.propose(history.with(round).with(List.of(winner)))).isEmpty();
  }

  @Test
  void coefficientsThatAreGivenGoStraightToTheBudget() {
    SearchSpec spec = spec("search.alpha=1.2", "search.beta=1.1", "search.gamma=1.15");
    History history =
        Searches.run(
            searcher(spec), Searches.evaluator(spec), (number, c) -> Searches.trained(500));
    assertThat(history.rounds()).extracting(List::size).containsExactly(1, 1);
    assertThat(history.rounds().get(1).get(0).candidate().why())
        .contains("with alpha 1.20, beta 1.10, gamma 1.15");
  }

  @Test
  void whatFailsAtTheBudgetGivesWayToTheNextBest() {
    SearchSpec spec = spec("budget.macs=1M");
    History history =
        Searches.run(
            searcher(spec),
            Searches.evaluator(spec),
            (number, c) ->
                number == 0 || c.parent().getAsInt() == 0
                    ? Searches.trained(500 - number)
                    : new Outcome.Failed("diverged"));
    assertThat(history.rounds()).hasSizeGreaterThan(3);
  }

  /**
   * The grid of this space has but two networks: a wide one, and a deep one, of whose coefficients
   * nothing lands at this budget.
   */
  @Test
  void coefficientsThatDidNotDoBestLandWhereThoseThatDidCannot() {
    SearchSpec spec = Searches.spec("search.strategy=compound", "budget.macs=1526925");
    Searcher searcher = searcher(spec);
    History history =
        Searches.run(
            searcher,
            Searches.evaluator(spec),
            (number, c) ->
                c.why().contains("beta 1.41")
                    ? new Outcome.Failed("diverged")
                    : Searches.trained(500));
    List<Evaluation> all = history.evaluations().toList();
    assertThat(history.rounds()).extracting(List::size).startsWith(1, 2, 1);
    assertThat(spec.budget().admitsMacs(all.get(3).macs())).isTrue();
    assertThat(all.get(3).failure()).isEmpty();
    assertThat(searcher.ending(history))
        .isEqualTo("Trial 3 is the base at the budget, by one rule.");
  }

  /** Widths in turns, then all in turns, step over the window. */
  @ParameterizedTest
  @ValueSource(longs = {232_500, 325_000, 327_500})
  void whatTurnsCannotFillIsFilledInAnotherOrder(long macs) {
    SearchSpec spec = Searches.spec("search.strategy=compound", "budget.macs=" + macs);
    History history =
        Searches.run(searcher(spec), Searches.evaluator(spec), (n, c) -> Searches.trained(n));
    assertThat(history.evaluations()).anyMatch(e -> spec.budget().admitsMacs(e.macs()));
  }

  @Test
  void aBudgetThatHasNothingIsNamedInTheEnding() {
    SearchSpec spec =
        Searches.spec("search.strategy=compound", "budget={macs: 200k, tolerance: 0.01%}");
    Searcher searcher = searcher(spec);
    History history =
        Searches.run(searcher, Searches.evaluator(spec), (n, c) -> Searches.trained(n));
    assertThat(searcher.ending(history))
        .isEqualTo(
            "Whatever the coefficients, nothing that the rule gives can be rounded and filled to 199,980 to 200,020 MACs.");
  }

  @Test
  void thatAllFailedIsNamedInTheEnding() {
    SearchSpec spec = spec("budget.macs=1M");
    Searcher searcher = searcher(spec);
    History history =
        Searches.run(
            searcher,
            Searches.evaluator(spec),
            (number, c) -> number == 0 ? Searches.trained(1) : new Outcome.Failed("diverged"));
    assertThat(searcher.ending(history))
        .isEqualTo("Nothing that the rule gives at the budget could be trained.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alpha: 1.5, beta: 1.5, gamma: 1.5 | alpha | alpha * beta^2 * gamma^2 must be about 2, from 1.8 to 2.2, so that phi doubles the MACs; alpha 1.50, beta 1.50, gamma 1.50 give 7.59.
          alpha: 1.2                        | alpha | alpha * beta^2 * gamma^2 must be about 2, from 1.8 to 2.2, so that phi doubles the MACs; alpha 1.20, beta 1.00, gamma 1.00 give 1.20.
          alpha: 2, beta: 0.9               | beta  | It is '0.9', but must be a number of at least 1.0.
          gamma: wide                       | gamma | It is 'wide', but must be a number of at least 1.0.
          grid: 0                           | grid  | It is '0', but must be a whole number of at least 1.
          """)
  void coefficientsThatViolateTheRuleAreRefused(String options, String key, String message) {
    SearchSpec spec = Searches.spec("search={strategy: compound, " + options + "}");
    assertThatThrownBy(() -> searcher(spec))
        .isInstanceOfSatisfying(OptionException.class, e -> assertThat(e.option()).isEqualTo(key))
        .hasMessage(message);
  }

  @Test
  void whatTheSpaceDoesNotGrowCannotHaveACoefficient() {
    SearchSpec spec =
        spec("space={stages: {depth: {to: 9}}}", "search.alpha=1.4", "search.gamma=1.2");
    assertThatThrownBy(() -> searcher(spec))
        .isInstanceOfSatisfying(
            OptionException.class, e -> assertThat(e.option()).isEqualTo("gamma"))
        .hasMessage("It is 1.2, but the space does not let that grow. Write 1.");
    SearchSpec scales = spec("space={stages: {resolution: {scales: [1, 2]}}}");
    assertThatThrownBy(() -> searcher(scales)).hasMessageContaining("allows none of them to grow");
  }
}
