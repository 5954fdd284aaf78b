package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every strategy, whichever there are. */
@net.jqwik.api.Tag("slow")
class StrategiesTest {

  /** Every strategy by its defaults, and greedy with rungs, for which there are epochs enough. */
  @Provide
  Arbitrary<String> searches() {
    return Arbitraries.of(
        Stream.concat(
                Strategies.names().stream().map("{strategy: %s}"::formatted),
                Stream.of(
                    "{strategy: greedy, rungs: 2}",
                    "{strategy: greedy, rungs: 3, reallocate: true, stop: true}"))
            .toList());
  }

  private static SearchSpec spec(String search, long seed, String... overrides) {
    return Searches.spec(
        Stream.concat(
                Stream.of("search=" + search, "seed=" + seed, "train.epochs=5"),
                Stream.of(overrides))
            .toArray(String[]::new));
  }

  static List<String> names() {
    return Strategies.names();
  }

  /** Runs of the older name are out there, and must be searched as they were. */
  @Test
  void bayesianIsFoundByItsOlderNameAndSearchesAlike() {
    SearchSpec older = spec("{strategy: optaplanner, trials: 12}", 3);
    SearchSpec newer = spec("{strategy: bayesian, trials: 12}", 3);
    assertThat(Strategies.names()).contains("bayesian").doesNotContain("optaplanner");
    assertThat(Strategies.knows("optaplanner")).isTrue();
    assertThat(Searches.run(searcher(older), Searches.evaluator(older), Searches.drawn(1)))
        .isEqualTo(Searches.run(searcher(newer), Searches.evaluator(newer), Searches.drawn(1)));
  }

  private static Searcher searcher(SearchSpec spec) {
    return Strategies.searcher(spec, Searches.evaluator(spec));
  }

  @Property(tries = 40)
  void theBudgetIsKeptAndNothingIsTriedTwice(
      @ForAll("searches") String search,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @LongRange(min = 200_000, max = 2_000_000) long macs) {
    SearchSpec spec = spec(search, seed, "budget.macs=" + macs);
    Evaluator evaluator = Searches.evaluator(spec);
    Searcher searcher = searcher(spec);
    History history = Searches.run(searcher, evaluator, Searches.drawn(seed));

    List<Evaluation> all = history.evaluations().toList();
    assertThat(all.get(0).candidate().architecture()).isEqualTo(spec.space().base());
    assertThat(all.subList(1, all.size()))
        .isNotEmpty()
        .allMatch(e -> e.macs() <= spec.budget().mostMacs())
        .allMatch(e -> e.candidate().architecture().contains(spec.space().base()));
    List<Evaluation> promoted = all.stream().filter(e -> goesOn(e, all)).toList();
    assertThat(promoted).as("only rungs go on").allMatch(e -> search.contains("rungs"));
    assertThat(promoted)
        .extracting(e -> e.candidate().parent().getAsInt())
        .as("a trial goes on once")
        .doesNotHaveDuplicates();
    assertThat(all)
        .filteredOn(e -> !promoted.contains(e))
        .extracting(e -> e.candidate().architecture())
        .as("no repeats")
        .doesNotHaveDuplicates();
    assertThat(all).hasSizeLessThanOrEqualTo(searcher.plannedTrials());
    assertThat(all).anyMatch(e -> spec.budget().admitsMacs(e.macs()));
  }

  /** Tells whether a trial trains the same network further. */
  private static boolean goesOn(Evaluation evaluation, List<Evaluation> all) {
    return evaluation.candidate().parent().stream()
        .mapToObj(parent -> all.get(parent).candidate().architecture())
        .anyMatch(evaluation.candidate().architecture()::equals);
  }

  /** Weights that are not kept cannot be inherited. */
  @Property(tries = 20)
  void whatIsInheritedFromIsContainedSucceededAndWasKept(
      @ForAll("searches") String search, @ForAll @LongRange(min = 0) long seed) {
    SearchSpec spec = spec(search, seed);
    Searcher searcher = searcher(spec);
    History history = Searches.run(searcher, Searches.evaluator(spec), Searches.drawn(seed));
    List<Evaluation> all = history.evaluations().toList();
    assertThat(all)
        .allMatch(
            e -> searcher.parents(upTo(history, e.number())).size() <= searcher.plannedParents());
    for (int round = 1; round < history.rounds().size(); round++) {
      History past = new History(history.rounds().subList(0, round));
      for (Evaluation child : history.rounds().get(round)) {
        OptionalInt parent = child.candidate().parent();
        if (parent.isPresent()) {
          Evaluation from = all.get(parent.getAsInt());
          assertThat(from.failure()).isEmpty();
          assertThat(child.candidate().architecture().contains(from.candidate().architecture()))
              .isTrue();
          for (int kept = parent.getAsInt(); kept < child.number(); kept++) {
            assertThat(searcher.parents(upTo(past, kept))).contains(parent.getAsInt());
          }
        }
      }
    }
  }

  private static History upTo(History history, int last) {
    return new History(
        history.rounds().stream()
            .map(round -> round.stream().filter(e -> e.number() <= last).toList())
            .filter(round -> !round.isEmpty())
            .toList());
  }

  @Property(tries = 20)
  void equalSeedsGiveEqualRunsAndAHistoryIsAllThereIsToThem(
      @ForAll("searches") String search, @ForAll @LongRange(min = 0) long seed) {
    SearchSpec spec = spec(search, seed);
    Evaluator evaluator = Searches.evaluator(spec);
    History history = Searches.run(searcher(spec), evaluator, Searches.drawn(seed));
    assertThat(Searches.run(searcher(spec), evaluator, Searches.drawn(seed))).isEqualTo(history);
    for (int rounds = 0; rounds < history.rounds().size(); rounds++) {
      History past = new History(history.rounds().subList(0, rounds));
      assertThat(searcher(spec).propose(past))
          .isEqualTo(history.rounds().get(rounds).stream().map(Evaluation::candidate).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aHistoryOfAnotherSpecIsRefusedByName(String strategy) {
    SearchSpec spec = Searches.spec("search.strategy=" + strategy);
    SearchSpec other = Searches.spec("search.strategy=random", "base.resolution=16");
    Evaluator evaluator = Searches.evaluator(spec);
    History foreign =
        History.EMPTY.with(
            List.of(
                evaluator.evaluate(
                    0, searcher(other).propose(History.EMPTY).get(0), Searches.trained(5))));
    assertThatThrownBy(() -> searcher(spec).propose(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The history belongs to another spec than 'small': its trial 0 is 16px");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anArchitectureFromElsewhereIsRefusedByName(String strategy) {
    SearchSpec spec = Searches.spec("search.strategy=" + strategy);
    Evaluator evaluator = Searches.evaluator(spec);
    Candidate base = searcher(spec).propose(History.EMPTY).get(0);
    Candidate wide = Candidate.childOf(0, spec.space().base().withResolution(640), "elsewhere");
    History foreign =
        History.EMPTY
            .with(List.of(evaluator.evaluate(0, base, Searches.trained(5))))
            .with(List.of(evaluator.evaluate(1, wide, Searches.trained(5))));
    assertThatThrownBy(() -> searcher(spec).propose(foreign))
        .hasMessageContaining("its trial 1 is 640px");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anUnknownOptionIsRefusedAtItsKey(String strategy) {
    SearchSpec spec = Searches.spec("search.strategy=" + strategy, "search.speed=high");
    assertThatThrownBy(() -> searcher(spec))
        .isInstanceOfSatisfying(
            OptionException.class, e -> assertThat(e.option()).isEqualTo("speed"))
        .hasMessageStartingWith(
            "The strategy %s has no option 'speed'. It knows: ".formatted(strategy));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          random    | trials     | 1   | It is '1', but must be a whole number of at least 2.
          random    | batch      | 0   | It is '0', but must be a whole number of at least 1.
          evolution | population | one | It is 'one', but must be a whole number of at least 2.
          greedy    | rungs      | 0   | It is '0', but must be a whole number of at least 1.
          greedy    | rungs      | yes | It is 'yes', but must be a whole number of at least 1.
          greedy    | rungs      | 2   | It is 2, but each rung takes at least one of train.epochs, which are 1. Write at most that, or more epochs.
          evolution | sample     | 99  | A sample of 99 cannot be taken from a population of 12. Write at most the size of the population.
          """)
  void aValueThatCannotBeUsedIsRefusedAtItsKey(
      String strategy, String key, String value, String message) {
    SearchSpec spec =
        Searches.spec("search.strategy=" + strategy, "search.%s=%s".formatted(key, value));
    assertThatThrownBy(() -> searcher(spec))
        .isInstanceOfSatisfying(OptionException.class, e -> assertThat(e.option()).isEqualTo(key))
        .hasMessage(message);
  }

  @Test
  void roundsHaveTheSizeOfABatchAndTrialsAreWhatWasAskedFor() {
    for (String strategy : List.of("random", "evolution")) {
      SearchSpec spec =
          Searches.spec("search.strategy=" + strategy, "search.trials=12", "search.batch=5");
      History history = Searches.run(searcher(spec), Searches.evaluator(spec), Searches.drawn(1));
      assertThat(history.rounds()).extracting(List::size).containsExactly(1, 5, 5, 1);
    }
  }

  @Test
  void aSearchEndsWhenNothingIsLeft() {
    for (String strategy : List.of("random", "evolution")) {
      SearchSpec spec =
          Searches.spec(
              "search.strategy=" + strategy, "search.trials=500", "budget.tolerance=0.1%");
      Evaluator evaluator = Searches.evaluator(spec);
      long there = new Affordable(spec.space(), evaluator).all().count();
      assertThat(there).isPositive().isLessThan(100);
      assertThat(Searches.run(searcher(spec), evaluator, Searches.drawn(1)).evaluations())
          .hasSize(1 + (int) there);
    }
  }
}
