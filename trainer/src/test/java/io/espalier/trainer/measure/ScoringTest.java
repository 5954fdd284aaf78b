package io.espalier.trainer.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.evaluator.Classification;
import io.espalier.space.Task;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoringTest {

  private static final Task TASK = new Task(1, 6);

  private static Classification scored(Scoring scoring, float[] scores, int... labels) {
    scoring.add(scores, labels);
    return (Classification) scoring.measurement();
  }

  @Test
  void ranksAndLossesAreCounted() {
    float[] scores = {5, 0, 0, 0, 0, 0, /* second */ 1, 2, 3, 4, 5, 0};
    Classification found = scored(Scoring.of(TASK), scores, 0, 3);
    assertThat(found.images()).isEqualTo(2);
    assertThat(found.topOneCorrect()).isEqualTo(1);
    assertThat(found.topFiveCorrect()).isEqualTo(2);
    double first = Math.log(1 + 5 * Math.exp(-5));
    double second =
        Math.log(Math.exp(-3) + Math.exp(-2) + Math.exp(-1) + 1 + Math.exp(1) + Math.exp(-4));
    assertThat(found.loss()).isCloseTo((first + second) / 2, within(1e-12));
  }

  @Test
  void ofEqualScoresTheFirstClassWinsAndWhatIsNotANumberIsWrong() {
    assertThat(scored(Scoring.of(TASK), new float[6], 0).topOneCorrect()).isEqualTo(1);
    assertThat(scored(Scoring.of(TASK), new float[6], 1).topOneCorrect()).isZero();
    float[] scores = {0, Float.NaN, 0, 0, 0, 0};
    assertThat(scored(Scoring.of(TASK), scores, 0).topOneCorrect()).isZero();
    assertThat(scored(Scoring.of(TASK), scores, 1).topFiveCorrect()).isZero();
  }

  @Test
  void classesThatANetworkMayNotChooseDoNotCount() {
    float[] scores = {1, 9, 0, 9, 9, 9};
    Classification found = scored(Scoring.among(TASK, Set.of(0, 2)), scores, 0);
    assertThat(found.topOneCorrect()).isEqualTo(1);
    assertThat(found.loss()).isCloseTo(Math.log(1 + Math.exp(-1)), within(1e-12));
  }
}
