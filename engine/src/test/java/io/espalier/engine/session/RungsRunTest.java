package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives searches with rungs, in which only the better half is trained further. */
class RungsRunTest {

  @TempDir private Path folder;
  private MockedSearch search;

  @BeforeEach
  void trainEverything() throws IOException {
    search = new MockedSearch(folder);
  }

  @Test
  void aRungTrainsForItsOwnEpochsFromTheTrialBefore() throws IOException {
    search.specify("train.epochs=3", "search.rungs=2");
    search.create();
    assertThat(search.proceed()).isTrue();
    List<Evaluation> all = search.evaluations();
    JsonNode trials = Json.newMapper().readTree(search.run().results().toFile()).get("trials");
    assertThat(trials).hasSameSizeAs(all);
    assertThat(trials.get(0).has("epochs")).as("as the spec says").isFalse();
    verify(search.runner())
        .run(argThat(t -> t != null && t.number() == 0 && epochs(t) == 3), any());
    for (Evaluation e : all.subList(1, all.size())) {
      int parent = e.candidate().parent().getAsInt();
      Architecture from = all.get(parent).candidate().architecture();
      int epochs = from.equals(e.candidate().architecture()) ? 2 : 1;
      assertThat(trials.get(e.number()).get("epochs").asInt()).isEqualTo(epochs);
      verify(search.runner())
          .run(
              argThat(
                  t ->
                      t != null
                          && t.number() == e.number()
                          && t.origin() instanceof Trial.Parent source
                          && source.number() == parent
                          && epochs(t) == epochs),
              any());
    }
    assertThat(trials.findValuesAsText("epochs")).contains("1", "2");
  }

  @Test
  void theWinnerIsOneThatWasTrainedForAllEpochs() throws IOException {
    search.specify("train.epochs=3", "search.rungs=2");
    doAnswer(
            call -> {
              Trial trial = call.getArgument(0);
              int luck = epochs(trial) == 1 ? 40 : 0;
              return Optional.of(search.trained(trial, 10 + trial.number() + luck));
            })
        .when(search.runner())
        .run(any(), any());
    search.create();
    assertThat(search.proceed()).isTrue();
    Evaluation winner =
        Replay.of(Journal.events(search.run().journal())).inFull().get(Event.Role.WINNER);
    Evaluation found = search.evaluations().get(winner.candidate().parent().getAsInt());
    assertThat(found.candidate().epochs()).hasValue(2);
    assertThat(search.evaluations())
        .anyMatch(e -> e.score().getAsDouble() > found.score().getAsDouble());
  }

  private static int epochs(Trial trial) {
    return trial.training().epochs();
  }
}
