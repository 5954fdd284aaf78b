package io.espalier.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.evaluator.TrialEvent;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VigilTest {

  private final Vigil vigil = new Vigil(Duration.ofSeconds(1));

  private Optional<String> tick(int times) {
    Optional<String> verdict = Optional.empty();
    for (int i = 0; i < times && verdict.isEmpty(); i++) {
      verdict = vigil.tick();
    }
    return verdict;
  }

  @Test
  void aMinuteOfSilenceIsTooLong() {
    assertThat(tick(59)).isEmpty();
    assertThat(tick(1)).hasValue("gave no sign of life for 60 seconds");
  }

  @Test
  void everyAnswerBreaksTheSilence() {
    for (Answer answer :
        new Answer[] {
          new Answer.Alive(1),
          new Answer.Happened(new TrialEvent.Begun(0, 0, 0)),
          new Answer.Ready()
        }) {
      assertThat(tick(59)).isEmpty();
      vigil.heard(answer);
    }
  }

  @Test
  void aWorkerThatLivesButDoesNothingIsHung() {
    Optional<String> verdict = Optional.empty();
    int seconds = 0;
    while (verdict.isEmpty()) {
      vigil.heard(new Answer.Alive(seconds));
      verdict = vigil.tick();
      seconds++;
    }
    assertThat(verdict).hasValue("did nothing for 10 minutes");
    assertThat(seconds).isEqualTo(600);
  }

  @Test
  void aWorkerThatComputesIsNotHungHoweverLongABatchTakes() {
    for (int second = 0; second < 3600; second++) {
      vigil.heard(new Answer.Alive(50L * second));
      assertThat(vigil.tick()).isEmpty();
    }
  }
}
