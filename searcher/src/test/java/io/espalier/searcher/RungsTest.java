package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.space.spec.SearchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Successive halving inside a step of a greedy search. */
class RungsTest {

  private static final SearchSpec SPEC =
      Searches.spec(
          "search={strategy: greedy, steps: 2, rungs: 2}",
          "space.resolution={to: 40, step: 1}",
          "space.stages={depth: {to: 6}, width: {to: 64, step: 1}}",
          "train.epochs=5",
          "budget.macs=600k");

  private final Evaluator evaluator = Searches.evaluator(SPEC);
  private final Searcher searcher = Strategies.searcher(SPEC, evaluator);

  /** Adds the next round, in which the trial of an index has that outcome. */
  private History next(History history, IntFunction<Outcome> outcomes) {
    int first = (int) history.evaluations().count();
    List<Evaluation> round = new ArrayList<>();
    for (Candidate candidate : searcher.propose(history)) {
      round.add(evaluator.evaluate(first + round.size(), candidate, outcomes.apply(round.size())));
    }
    return history.with(round);
  }

  private History base() {
    return next(History.EMPTY, i -> Searches.trained(100));
  }

  private static List<Evaluation> last(History history) {
    return history.rounds().get(history.rounds().size() - 1);
  }

  @ParameterizedTest(name = "{0} rungs, {1} epochs")
  @CsvSource({
    "2, 2, 1 1",
    "2, 5, 2 3",
    "3, 3, 1 1 1",
    "3, 8, 2 2 4",
    "3, 5, 1 1 3",
    "4, 5, 1 1 1 2"
  })
  void theEpochsDoubleFromRungToRung(int count, int epochs, String expected) {
    Rungs rungs = new Rungs(count, epochs);
    assertThat(IntStream.rangeClosed(1, count).mapToObj(r -> "" + rungs.epochsOn(r).getAsInt()))
        .containsExactly(expected.split(" ", -1));
  }

  @Property
  void everyRungHasAnEpochAndAllTogetherHaveThoseOfTheSpec(
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @IntRange(min = 0, max = 1000) int more) {
    Rungs rungs = new Rungs(count, count + more);
    List<Integer> epochs =
        IntStream.rangeClosed(1, count).mapToObj(rung -> rungs.epochsOn(rung).getAsInt()).toList();
    assertThat(epochs).allMatch(e -> e > 0);
    assertThat(epochs.stream().mapToInt(e -> e).sum()).isEqualTo(count + more);
  }

  @Test
  void aRungWithoutAnEpochIsRefused() {
    assertThatThrownBy(() -> new Rungs(3, 2))
        .hasMessage("3 rungs need an epoch each, not 2 in all.");
    assertThatThrownBy(() -> new Rungs(0, 2)).hasMessage("There must be at least 1 rung, not 0.");
  }

  @Test
  void oneRungTrainsForAsLongAsTheSpecSays() {
    assertThat(Rungs.ONE.epochsOn(1)).isEmpty();
    assertThat(Rungs.ONE.trials(7)).isEqualTo(7);
    assertThat(Rungs.ONE.trainedEpochs(7, 5)).isEqualTo(35);
  }

  @Test
  void trialsAndEpochsArePlanned() {
    assertThat(new Rungs(3, 8).trials(7)).isEqualTo(7 + 4 + 2);
    assertThat(new Rungs(3, 8).trainedEpochs(7, 8)).isEqualTo(7 * 2 + 4 * 2 + 2 * 4);
    int axes = SPEC.space().axes().size();
    int half = (axes + 1) / 2;
    assertThat(searcher.plannedTrials()).isEqualTo(1 + 2 * (axes + half));
    assertThat(searcher.plannedEpochs(5)).isEqualTo(5 + 2 * (2 * axes + 3 * half));
  }

  @Test
  void theBetterHalfOfAStepGoesOnFromItsOwnTrials() {
    History first = next(base(), i -> Searches.trained(i % 2 == 0 ? 300 + i : 200));
    List<Evaluation> few = last(first);
    assertThat(few)
        .hasSizeGreaterThan(4)
        .allMatch(e -> e.candidate().epochs().getAsInt() == 2)
        .allMatch(e -> e.candidate().why().startsWith("step 1 of 2, rung 1 of 2: "));
    List<Candidate> more = searcher.propose(first);
    assertThat(more).hasSize((few.size() + 1) / 2);
    for (int i = 0; i < more.size(); i++) {
      int from = 1 + 2 * i;
      assertThat(more.get(i))
          .isEqualTo(
              Candidate.childOf(
                      from,
                      few.get(2 * i).candidate().architecture(),
                      "step 1 of 2, rung 2 of 2: goes on from trial " + from)
                  .trainedFor(OptionalInt.of(3)));
    }
  }

  @Test
  void whatFailedIsNeverPromoted() {
    History first =
        next(base(), i -> i == 1 ? Searches.trained(9) : new Outcome.Failed("diverged"));
    assertThat(searcher.propose(first))
        .singleElement()
        .satisfies(c -> assertThat(c.parent()).hasValue(2));
  }

  @Test
  void aStepWhoseTrialsAllFailIsSkippedOnWhicheverRung() {
    History allFailed = next(base(), i -> new Outcome.Failed("diverged"));
    assertThat(searcher.propose(allFailed))
        .isNotEmpty()
        .allMatch(c -> c.why().startsWith("step 2 of 2, rung 1 of 2: "))
        .allMatch(c -> c.parent().getAsInt() == 0);
    History promoted = next(base(), i -> Searches.trained(500));
    assertThat(searcher.propose(next(promoted, i -> new Outcome.Failed("diverged"))))
        .isNotEmpty()
        .allMatch(c -> c.why().startsWith("step 2 of 2, rung 1 of 2: "))
        .allMatch(c -> c.parent().getAsInt() == 0);
  }

  /** What was left behind scored higher than any finalist, after fewer epochs. */
  @Test
  void onlyTheBestOfTheLastRungGoesOnToTheNextStep() {
    History first = next(base(), i -> Searches.trained(500 - i));
    History second = next(first, i -> Searches.trained(300 + i));
    int best = last(second).get(last(second).size() - 1).number();
    assertThat(searcher.propose(second))
        .isNotEmpty()
        .allMatch(c -> c.why().startsWith("step 2 of 2, rung 1 of 2: "))
        .allMatch(c -> c.parent().getAsInt() == best);
    History done = next(next(second, i -> Searches.trained(700)), i -> Searches.trained(800 - i));
    assertThat(searcher.propose(done)).isEmpty();
    assertThat(searcher.ending(done)).startsWith("Trial " + last(done).get(0).number());
  }

  @Test
  void allOfARoundAreKeptUntilItIsHalved() {
    History first = next(base(), i -> Searches.trained(300));
    Integer[] all = first.evaluations().map(Evaluation::number).toArray(Integer[]::new);
    assertThat(searcher.parents(first)).containsExactlyInAnyOrder(all);
    assertThat(searcher.parents(first.with(List.of())))
        .as("a round that nothing has come of yet; the run keeps its parents")
        .containsExactly(0);
    History second = next(first, i -> Searches.trained(400 - i));
    assertThat(searcher.parents(second)).containsExactlyInAnyOrder(0, last(second).get(0).number());
  }

  /** 500 of 1000 is known to 1.6 points; rungs before the last do not count as steps. */
  @Test
  void noiseIsLookedForBetweenTheLastRungsOfSteps() {
    SearchSpec spec =
        Searches.spec(
            "search={strategy: greedy, steps: 4, rungs: 2, stop: true}",
            "train.epochs=2",
            "budget={macs: 600k, tolerance: 5%, atLeast: 0}");
    Searcher stopping = Strategies.searcher(spec, Searches.evaluator(spec));
    History history =
        Searches.run(
            stopping,
            Searches.evaluator(spec),
            (number, c) -> Searches.trained(number == 0 ? 500 : correct(c.why())));
    assertThat(history.rounds()).as("base, and two rungs each of two steps").hasSize(5);
    assertThat(stopping.ending(history))
        .matches("The last step gained 0.50 points \\(trial \\d+\\), no more than the noise.*");
  }

  private static int correct(String why) {
    if (why.contains("rung 1 of 2")) {
      return 100;
    }
    return why.startsWith("step 1") ? 600 : 605;
  }
}
