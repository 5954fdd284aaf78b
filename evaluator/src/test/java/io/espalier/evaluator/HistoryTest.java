package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void roundsAddUpInOrder() {
    Evaluation base = Evaluations.scored(0, 50, 0.5, 10);
    Evaluation worse = Evaluations.scored(1, 40, 0.5, 20);
    Evaluation better = Evaluations.scored(2, 60, 0.5, 20);
    History history = History.EMPTY.with(List.of(base)).with(List.of(worse, better));
    assertThat(History.EMPTY.evaluations()).isEmpty();
    assertThat(history.rounds()).containsExactly(List.of(base), List.of(worse, better));
    assertThat(history.evaluations()).containsExactly(base, worse, better);
  }

  @Test
  void theBestOfARoundHasTheBestScore() {
    Evaluation worse = Evaluations.scored(1, 40, 0.5, 20);
    Evaluation better = Evaluations.scored(2, 60, 0.5, 20);
    assertThat(History.best(List.of(Evaluations.failed(0, 1), worse, better))).hasValue(better);
    assertThat(History.best(List.of(Evaluations.failed(0, 1)))).isEmpty();
    assertThat(History.best(List.of())).isEmpty();
  }

  private static Evaluation trial(int number, Candidate candidate) {
    return new Evaluation(
        number, candidate, 10, 10, new Outcome.Failed("diverged"), OptionalDouble.empty());
  }

  @Test
  void theEpochsOfATrialAreThoseOfAllItGoesOnWith() {
    Architecture wide = Evaluations.SMALL.withStage(1, Stage.of(1, 8));
    Evaluation base = trial(0, Candidate.fromScratch(Evaluations.SMALL, "the base"));
    Evaluation few = trial(1, Candidate.childOf(0, wide, "few").trainedFor(OptionalInt.of(2)));
    Evaluation more = trial(2, Candidate.childOf(1, wide, "more").trainedFor(OptionalInt.of(3)));
    History history = new History(List.of(List.of(base), List.of(few), List.of(more)));
    assertThat(history.before(base)).isEmpty();
    assertThat(history.before(few)).as("another architecture").isEmpty();
    assertThat(history.before(more)).hasValue(few);
    assertThat(List.of(base, few, more))
        .extracting(e -> history.trainedEpochs(e, 5))
        .containsExactly(5, 2, 5);
  }

  @Test
  void aTrialThatClaimsToGoOnWithItselfDoesNot() {
    Evaluation circular = trial(3, Candidate.childOf(3, Evaluations.SMALL, "itself"));
    assertThat(new History(List.of(List.of(circular))).before(circular)).isEmpty();
  }

  @Test
  void aHistoryDoesNotChangeWithTheListsItWasMadeFrom() {
    List<Evaluation> round = new ArrayList<>(List.of(Evaluations.failed(0, 1)));
    List<List<Evaluation>> rounds = new ArrayList<>(List.of(round));
    History history = new History(rounds);
    round.clear();
    rounds.clear();
    assertThat(history.evaluations()).hasSize(1);
  }
}
