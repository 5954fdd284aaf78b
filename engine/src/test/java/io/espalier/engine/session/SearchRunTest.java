package io.espalier.engine.session;

import static com.google.common.base.Preconditions.checkState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.searcher.Searcher;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives whole searches with a runner that trains nothing. */
class SearchRunTest {

  @TempDir private Path folder;
  private MockedSearch search;

  @BeforeEach
  void trainEverything() throws IOException {
    search = new MockedSearch(folder);
  }

  @Test
  void aSearchEndsWithItsResultsAndTheBestWeights() throws IOException {
    search.create();
    assertThat(search.proceed()).isTrue();
    Replay replay = Replay.of(Journal.events(search.run().journal()));
    assertThat(replay.finished()).isTrue();
    assertThat(replay.history().rounds()).hasSize(3);
    assertThat(replay.inFull()).containsOnlyKeys(Event.Role.BASE, Event.Role.WINNER);
    int winner = replay.inFull().get(Event.Role.WINNER).number();
    assertThat(search.run().weights().best()).hasContent("weights of trial " + winner);
    assertThat(search.run().weights().path()).isDirectoryContaining("glob:**/best.safetensors");
    try (var files = Files.list(search.run().weights().path())) {
      assertThat(files).as("what no one needs any more is dropped").hasSize(1);
    }
  }

  @Test
  void whatNoOneNeedsIsDroppedBeforeTheNextWeightsAreWritten() throws IOException {
    List<Integer> kept = new ArrayList<>();
    doAnswer(
            call -> {
              try (var files = Files.list(search.run().weights().path())) {
                kept.add(Math.toIntExact(files.count()));
              }
              return Optional.of(search.trained(call.getArgument(0)));
            })
        .when(search.runner())
        .run(any(), any());
    search.create();
    search.proceed();
    assertThat(kept).as("weights when a trial begins").hasSizeGreaterThan(8);
    assertThat(kept).as("base and best, and the parent of the round").allMatch(files -> files <= 3);
  }

  @Test
  void aTrialThatFailsIsAnOutcomeAndTheSearchGoesOn() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(search.runner())
        .run(MockedSearch.numbered(2), any());
    search.create();
    assertThat(search.proceed()).isTrue();
    assertThat(search.proceed()).as("a finished run has nothing left to do").isTrue();

    List<Evaluation> all = search.evaluations();
    assertThat(all).hasSizeGreaterThan(3);
    assertThat(all.get(2).failure()).hasValue("The training diverged.");
    assertThat(all.get(2).score()).isEmpty();
    assertThat(all).filteredOn(e -> e.failure().isPresent()).hasSize(1);
    for (int number = 0; number < all.size(); number++) {
      verify(search.runner(), times(1)).run(MockedSearch.numbered(number), any());
    }
    assertThat(
            Json.newMapper()
                .readTree(search.run().results().toFile())
                .at("/trials/2/failure")
                .asText())
        .isEqualTo("The training diverged.");
  }

  @Test
  void aRoundInWhichEveryTrialFailsIsLeftBehind() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(search.runner())
        .run(
            argThat(
                t ->
                    t != null
                        && t.number() > 0
                        && t.origin() instanceof Trial.Parent
                        && t.number() < 5),
            any());
    search.create();
    assertThat(search.proceed()).isTrue();
    assertThat(search.evaluations().subList(1, 5)).allMatch(e -> e.failure().isPresent());
    assertThat(search.evaluations().get(5).candidate().parent()).hasValue(0);
  }

  @Test
  void aBaseThatFailsEndsTheSearchAndIsNotTriedAgain() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(search.runner())
        .run(MockedSearch.numbered(0), any());
    search.create();
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(search::proceed)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("the base failed. The training diverged.");
    }
    verify(search.runner(), times(1)).run(any(), any());
  }

  @Test
  void anInterruptedTrialIsTakenUpAgain() throws IOException {
    search.create();
    doReturn(Optional.empty()).when(search.runner()).run(MockedSearch.numbered(1), any());
    assertThat(search.proceed()).isFalse();
    assertThat(search.evaluations()).hasSize(1);
    doReturn(Optional.of(new Outcome.Failed("out of memory")))
        .when(search.runner())
        .run(MockedSearch.numbered(1), any());
    assertThat(search.proceed()).isTrue();
    assertThat(search.evaluations().get(1).failure()).hasValue("out of memory");
    verify(search.runner(), times(1)).run(MockedSearch.numbered(0), any());
  }

  @Test
  void whatGoesWrongAroundATrialStopsTheRunWithoutAnOutcome() throws IOException {
    search.create();
    doThrow(new UncheckedIOException(new IOException("No space left on device")))
        .when(search.runner())
        .run(MockedSearch.numbered(1), any());
    assertThatThrownBy(search::proceed).isInstanceOf(UncheckedIOException.class);
    assertThat(search.evaluations()).hasSize(1);
  }

  @Test
  void whatIsOverTheBudgetIsRefusedUntrained() throws IOException {
    Architecture base = search.spec().space().base();
    Searcher proposing = mock(Searcher.class);
    when(proposing.propose(any())).thenReturn(List.of());
    when(proposing.propose(History.EMPTY))
        .thenReturn(
            List.of(
                Candidate.fromScratch(base, "the base"),
                Candidate.fromScratch(base.withStage(1, Stage.of(1, 64)), "too wide"),
                Candidate.fromScratch(base.withStage(1, Stage.of(1, 18)), "wide enough")));
    search.let(proposing);
    search.create();
    assertThat(search.proceed()).isTrue();
    assertThat(search.evaluations().get(1).outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(search.evaluations().get(1).failure().orElseThrow())
        .isEqualTo("1,391,456 MACs are over the budget of 165,000.");
    verify(search.runner(), never()).run(MockedSearch.numbered(1), any());
  }

  @Test
  void aJournalOfAnotherSearcherIsRefused() throws IOException {
    search.create();
    search.proceed();
    String journal = Files.readString(search.run().journal());
    Files.writeString(
        search.run().journal(), journal.replace("stage 2 width 4 to", "stage 2 width 4 up to"));
    assertThatThrownBy(search::proceed)
        .isInstanceOf(RunException.class)
        .hasMessageContaining("Round 1 of")
        .hasMessageContaining("another version of Espalier");
  }

  /** The clock is asked before every line is written, and may be the last thing that happens. */
  @ParameterizedTest
  @ValueSource(strings = {"search.rungs=1", "search.rungs=2"})
  void aRunKilledBeforeAnyEventEndsWithTheSameResults(String rungs) throws IOException {
    search.specify("train.epochs=2", rungs);
    search.create();
    search.proceed();
    byte[] results = Files.readAllBytes(search.run().results());
    int events = Journal.events(search.run().journal()).size();
    for (int kill = 1; kill < events; kill++) {
      MoreFiles.deleteRecursively(search.run().path(), RecursiveDeleteOption.ALLOW_INSECURE);
      search.create();
      AtomicInteger lines = new AtomicInteger(kill);
      assertThatThrownBy(
              () ->
                  search.proceed(
                      () -> {
                        checkState(lines.decrementAndGet() > 0, "killed");
                        return Instant.EPOCH;
                      }))
          .hasMessage("killed");
      Files.writeString(search.run().journal(), "{\"n\":" + kill, StandardOpenOption.APPEND);
      assertThat(search.proceed()).isTrue();
      assertThat(search.run().results())
          .as("killed before event %s", kill)
          .hasBinaryContent(results);
      assertThat(Journal.events(search.run().journal())).hasSize(events);
    }
  }
}
