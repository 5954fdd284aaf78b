package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
