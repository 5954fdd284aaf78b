package io.espalier.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Budget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GreedyEnlargingTest {

  private static final Task TASK = new Task(1, 10);

  private static final Architecture BASE =
      Architecture.of(
          "resnet-cifar", 28, List.of(Stage.of(1, 8), Stage.of(1, 16), Stage.of(1, 32)));

  private static Space space(Architecture base) {
    StageSpace stage =
        new StageSpace(
            Optional.of(new Range(6, 1)),
            Optional.of(new Range(128, 4)),
            new TreeSet<>(Set.of(1.0, 1.25, 1.5)));
    return new Space(
        base, Optional.of(new Range(36, 4)), Collections.nCopies(base.stages().size(), stage));
  }

  private static Evaluator evaluator(long macs) {
    return new Evaluator(
        TASK, new Budget(macs, 0.03, OptionalLong.empty(), OptionalDouble.empty()));
  }

  private static Searcher greedy(Evaluator evaluator, int steps) {
    return new GreedyEnlarging(
        space(BASE), evaluator, new GreedyEnlarging.GreedySettings(steps, false, false, Rungs.ONE));
  }

  private static Outcome trained(int correct) {
    return new Outcome.Trained(
        new Classification(1000, correct, correct, 1), "0", new Timing(1, 1, 1));
  }

  /** Runs a whole search in which scores are drawn at random. */
  private static History search(Searcher searcher, Evaluator evaluator, long seed) {
    SplittableRandom scores = Draws.of(seed, -1, "scores");
    History history = History.EMPTY;
    int number = 0;
    List<Candidate> proposed = searcher.propose(history);
    while (!proposed.isEmpty()) {
      List<Evaluation> round = new ArrayList<>();
      for (Candidate candidate : proposed) {
        Outcome outcome =
            scores.nextInt(10) == 0 && number > 0
                ? new Outcome.Failed("diverged")
                : trained(scores.nextInt(1000));
        round.add(evaluator.evaluate(number++, candidate, outcome));
      }
      history = history.with(round);
      proposed = searcher.propose(history);
    }
    return history;
  }

  @Property(tries = 25)
  void everyPathGrowsByContainmentWithinTheBudget(
      @ForAll long seed,
      @ForAll @IntRange(min = 3_000_000, max = 20_000_000) int macs,
      @ForAll @IntRange(min = 1, max = 5) int steps) {
    Evaluator evaluator = evaluator(macs);
    Searcher searcher = greedy(evaluator, steps);
    History history = search(searcher, evaluator, seed);

    List<Evaluation> all = history.evaluations().toList();
    Set<Architecture> seen = new HashSet<>();
    for (Evaluation evaluation : all) {
      assertThat(seen.add(evaluation.candidate().architecture())).as("no repeats").isTrue();
      assertThat(evaluation.macs()).isLessThanOrEqualTo(evaluator.budget().mostMacs());
      evaluation
          .candidate()
          .parent()
          .ifPresent(
              parent ->
                  assertThat(
                          evaluation
                              .candidate()
                              .architecture()
                              .contains(all.get(parent).candidate().architecture()))
                      .isTrue());
    }
    assertThat(history.rounds()).hasSizeGreaterThan(1);
    assertThat(history.rounds().get(history.rounds().size() - 1))
        .as("the last round lands at the budget")
        .allMatch(e -> evaluator.budget().admitsMacs(e.macs()));
  }

  @Property(tries = 10)
  void equalHistoriesGiveEqualProposals(@ForAll long seed) {
    Evaluator evaluator = evaluator(6_000_000);
    History history = search(greedy(evaluator, 3), evaluator, seed);
    for (int rounds = 0; rounds < history.rounds().size(); rounds++) {
      History past = new History(history.rounds().subList(0, rounds));
      assertThat(greedy(evaluator, 3).propose(past))
          .isEqualTo(history.rounds().get(rounds).stream().map(Evaluation::candidate).toList());
    }
  }

  @Test
  void everyAxisProposesItsGrowth() {
    Evaluator evaluator = evaluator(6_000_000);
    Searcher searcher = greedy(evaluator, 2);
    Candidate base = searcher.propose(History.EMPTY).get(0);
    History history = History.EMPTY.with(List.of(evaluator.evaluate(0, base, trained(500))));
    assertThat(searcher.propose(history))
        .extracting(Candidate::why)
        .allMatch(why -> why.startsWith("step 1 of 2: "))
        .anyMatch(why -> why.contains("input resolution 28 to"))
        .anyMatch(why -> why.contains("stage 1 width 8 to"))
        .anyMatch(why -> why.contains("stage 3 depth 1 to"))
        .anyMatch(why -> why.contains("stage 2 resolution 1.0 to"));
  }

  @Test
  void theBestOfTheLastStepGoesOn() {
    Evaluator evaluator = evaluator(6_000_000);
    Searcher searcher = greedy(evaluator, 2);
    History history = History.EMPTY;
    List<Candidate> first = searcher.propose(history);
    history = history.with(List.of(evaluator.evaluate(0, first.get(0), trained(500))));
    List<Candidate> second = searcher.propose(history);
    List<Evaluation> round = new ArrayList<>();
    for (int i = 0; i < second.size(); i++) {
      round.add(evaluator.evaluate(1 + i, second.get(i), trained(i == 3 ? 900 : 600)));
    }
    history = history.with(round);
    assertThat(searcher.propose(history))
        .isNotEmpty()
        .allMatch(candidate -> candidate.parent().getAsInt() == 4);
  }

  @Test
  void aStepWhoseTrialsAllFailIsSkipped() {
    Evaluator evaluator = evaluator(6_000_000);
    Searcher searcher = greedy(evaluator, 2);
    Candidate base = searcher.propose(History.EMPTY).get(0);
    History history = History.EMPTY.with(List.of(evaluator.evaluate(0, base, trained(500))));
    List<Evaluation> failed = new ArrayList<>();
    for (Candidate candidate : searcher.propose(history)) {
      failed.add(evaluator.evaluate(1 + failed.size(), candidate, new Outcome.Failed("diverged")));
    }
    List<Candidate> next = searcher.propose(history.with(failed));
    assertThat(next).isNotEmpty().noneMatch(c -> c.why().startsWith("step 1"));
    assertThat(next).allMatch(candidate -> candidate.parent().getAsInt() == 0);
  }

  private static List<Evaluation> round(
      Evaluator evaluator, Searcher searcher, History history, int correct) {
    List<Evaluation> round = new ArrayList<>();
    int first = (int) history.evaluations().count();
    for (Candidate candidate : searcher.propose(history)) {
      round.add(evaluator.evaluate(first + round.size(), candidate, trained(correct)));
    }
    return round;
  }

  /** The standard error of 500 of 1000 is 1.6 points: 510 are no gain, 520 are. */
  @Test
  void aStepThatGainsNoMoreThanNoiseIsTheLastWhereFewerMacsWillDo() {
    Budget anyUpTo =
        new Budget(
            6_000_000, 0.03, OptionalLong.empty(), OptionalDouble.empty(), OptionalLong.of(0));
    Evaluator evaluator = new Evaluator(TASK, anyUpTo);
    Searcher searcher =
        new GreedyEnlarging(
            space(BASE), evaluator, new GreedyEnlarging.GreedySettings(4, false, true, Rungs.ONE));
    History base = History.EMPTY.with(round(evaluator, searcher, History.EMPTY, 500));
    History noise = base.with(round(evaluator, searcher, base, 510));
    assertThat(searcher.propose(noise)).isEmpty();
    assertThat(searcher.ending(noise))
        .matches(
            "The last step gained 1.00 points \\(trial \\d+\\), no more than the noise of 1.58 points.");
    History gain = base.with(round(evaluator, searcher, base, 520));
    assertThat(searcher.propose(gain)).isNotEmpty();
  }

  @Test
  void aStepThatGainsNoMoreThanNoiseIsFollowedByTheLastWhereTheBudgetMustBeMet() {
    Evaluator evaluator = evaluator(6_000_000);
    Searcher searcher =
        new GreedyEnlarging(
            space(BASE), evaluator, new GreedyEnlarging.GreedySettings(4, false, true, Rungs.ONE));
    History history = History.EMPTY.with(round(evaluator, searcher, History.EMPTY, 500));
    history = history.with(round(evaluator, searcher, history, 510));
    assertThat(searcher.propose(history))
        .isNotEmpty()
        .allMatch(candidate -> candidate.why().startsWith("step 4 of 4: "));
    history = history.with(round(evaluator, searcher, history, 505));
    assertThat(searcher.propose(history)).isEmpty();
  }

  @Test
  void whatGivesMacsToOthersCompetesAtTheSameTarget() {
    Evaluator evaluator = evaluator(6_000_000);
    Searcher searcher =
        new GreedyEnlarging(
            space(BASE), evaluator, new GreedyEnlarging.GreedySettings(2, true, false, Rungs.ONE));
    History history = History.EMPTY.with(round(evaluator, searcher, History.EMPTY, 500));
    List<Evaluation> first = round(evaluator, searcher, history, 600);
    history = history.with(first);
    List<Evaluation> second = round(evaluator, searcher, history, 700);
    Architecture parent = History.best(first).orElseThrow().candidate().architecture();
    List<Evaluation> moved =
        second.stream().filter(e -> !e.candidate().architecture().contains(parent)).toList();
    assertThat(moved)
        .isNotEmpty()
        .allMatch(e -> evaluator.budget().admitsMacs(e.macs()))
        .allMatch(e -> e.candidate().parent().getAsInt() == 0)
        .allMatch(
            e ->
                e.candidate()
                    .why()
                    .endsWith("inherits trial 0, the last of its line that it contains"));
  }
}
