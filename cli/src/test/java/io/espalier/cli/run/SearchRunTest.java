package io.espalier.cli.run;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
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

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.json.Json;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives whole searches with a runner that trains nothing. */
class SearchRunTest {

  private static final Task TASK = new Task(3, 2);

  private static final String SPEC =
      """
      name: tiny
      data: {train: images, classes: 2, channels: 3}
      family: resnet-cifar
      base: {resolution: 12, stages: [{depth: 1, width: 2}, {depth: 1, width: 4}]}
      space: {stages: {depth: {to: 3}, width: {to: 32}}}
      budget: {macs: 150k, tolerance: 10%}
      search: {strategy: greedy, steps: 2}
      train: {epochs: 1, batch: 8}
      """;

  @TempDir Path folder;
  private final TrialRunner runner = mock(TrialRunner.class);
  private SearchSpec spec;
  private Optional<Searcher> searcher = Optional.empty();

  @BeforeEach
  void trainEverything() throws IOException {
    spec =
        new SpecReader()
            .read(Files.writeString(folder.resolve("tiny.yaml"), SPEC), List.of())
            .spec();
    when(runner.sideBySide()).thenReturn(1);
    when(runner.run(any(), any())).thenAnswer(call -> Optional.of(trained(call.getArgument(0))));
  }

  /** Every trial scores a little better than those before. */
  private Outcome trained(Trial trial) throws IOException {
    String weights = "weights of trial " + trial.number();
    Files.writeString(run().weights().weights(trial.number()), weights);
    return new Outcome.Trained(
        new Measurement(100, 50 + trial.number(), 100, 0.5),
        Hashing.sha256().hashString(weights, UTF_8).toString(),
        new Timing(1, 1, 1));
  }

  private static Trial numbered(int number) {
    return argThat(trial -> trial != null && trial.number() == number);
  }

  private RunFolder run() {
    return new RunFolder(folder.resolve("run"));
  }

  private void create() throws IOException {
    RunFolder.create(run().path(), SPEC, Moves.started(), InstantSource.system());
  }

  private boolean proceed() throws IOException {
    return proceed(InstantSource.system());
  }

  private boolean proceed(InstantSource clock) throws IOException {
    Evaluator evaluator = new Evaluator(TASK, spec.budget());
    RunListener listener = mock(RunListener.class);
    try (RunFolder.Lock lock = run().lock();
        Journal journal = lock.journal(clock)) {
      return new SearchRun(
              run(),
              journal,
              spec,
              evaluator,
              searcher.or(() -> Optional.of(Strategies.searcher(spec, evaluator))),
              runner,
              Optional.empty(),
              HeldOut.TEST,
              listener)
          .proceed();
    }
  }

  private List<Evaluation> evaluations() throws IOException {
    return Replay.of(Journal.events(run().journal())).evaluations().toList();
  }

  @Test
  void aSearchEndsWithItsResultsAndTheBestWeights() throws IOException {
    create();
    assertThat(proceed()).isTrue();
    Replay replay = Replay.of(Journal.events(run().journal()));
    assertThat(replay.finished()).isTrue();
    assertThat(replay.history().rounds()).hasSize(3);
    assertThat(replay.inFull()).containsOnlyKeys(Event.Role.BASE, Event.Role.WINNER);
    int winner = replay.inFull().get(Event.Role.WINNER).number();
    assertThat(run().weights().best()).hasContent("weights of trial " + winner);
    assertThat(run().weights().path()).isDirectoryContaining("glob:**/best.safetensors");
    try (var files = Files.list(run().weights().path())) {
      assertThat(files).as("what no one needs any more is dropped").hasSize(1);
    }
  }

  @Test
  void whatNoOneNeedsIsDroppedBeforeTheNextWeightsAreWritten() throws IOException {
    List<Integer> kept = new ArrayList<>();
    doAnswer(
            call -> {
              try (var files = Files.list(run().weights().path())) {
                kept.add(Math.toIntExact(files.count()));
              }
              return Optional.of(trained(call.getArgument(0)));
            })
        .when(runner)
        .run(any(), any());
    create();
    proceed();
    assertThat(kept).as("weights when a trial begins").hasSizeGreaterThan(8);
    assertThat(kept).as("base and best, and the parent of the round").allMatch(files -> files <= 3);
  }

  @Test
  void aTrialThatFailsIsAnOutcomeAndTheSearchGoesOn() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(runner)
        .run(numbered(2), any());
    create();
    assertThat(proceed()).isTrue();
    assertThat(proceed()).as("a finished run has nothing left to do").isTrue();

    List<Evaluation> all = evaluations();
    assertThat(all).hasSizeGreaterThan(3);
    assertThat(all.get(2).failure()).hasValue("The training diverged.");
    assertThat(all.get(2).score()).isEmpty();
    assertThat(all).filteredOn(e -> e.failure().isPresent()).hasSize(1);
    for (int number = 0; number < all.size(); number++) {
      verify(runner, times(1)).run(numbered(number), any());
    }
    assertThat(Json.newMapper().readTree(run().results().toFile()).at("/trials/2/failure").asText())
        .isEqualTo("The training diverged.");
  }

  @Test
  void aRoundInWhichEveryTrialFailsIsLeftBehind() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(runner)
        .run(
            argThat(t -> t != null && t.number() > 0 && t.parent().isPresent() && t.number() < 5),
            any());
    create();
    assertThat(proceed()).isTrue();
    assertThat(evaluations().subList(1, 5)).allMatch(e -> e.failure().isPresent());
    assertThat(evaluations().get(5).candidate().parent()).hasValue(0);
  }

  @Test
  void aBaseThatFailsEndsTheSearchAndIsNotTriedAgain() throws IOException {
    doReturn(Optional.of(new Outcome.Failed("The training diverged.")))
        .when(runner)
        .run(numbered(0), any());
    create();
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(this::proceed)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("the base failed. The training diverged.");
    }
    verify(runner, times(1)).run(any(), any());
  }

  @Test
  void anInterruptedTrialIsTakenUpAgain() throws IOException {
    create();
    doReturn(Optional.empty()).when(runner).run(numbered(1), any());
    assertThat(proceed()).isFalse();
    assertThat(evaluations()).hasSize(1);
    doReturn(Optional.of(new Outcome.Failed("out of memory"))).when(runner).run(numbered(1), any());
    assertThat(proceed()).isTrue();
    assertThat(evaluations().get(1).failure()).hasValue("out of memory");
    verify(runner, times(1)).run(numbered(0), any());
  }

  @Test
  void whatGoesWrongAroundATrialStopsTheRunWithoutAnOutcome() throws IOException {
    create();
    doThrow(new UncheckedIOException(new IOException("No space left on device")))
        .when(runner)
        .run(numbered(1), any());
    assertThatThrownBy(this::proceed).isInstanceOf(UncheckedIOException.class);
    assertThat(evaluations()).hasSize(1);
  }

  @Test
  void whatIsOverTheBudgetIsRefusedUntrained() throws IOException {
    Architecture base = spec.space().base();
    Searcher proposing = mock(Searcher.class);
    when(proposing.propose(any())).thenReturn(List.of());
    when(proposing.propose(History.EMPTY))
        .thenReturn(
            List.of(
                Candidate.fromScratch(base, "the base"),
                Candidate.fromScratch(base.withStage(1, Stage.of(1, 64)), "too wide"),
                Candidate.fromScratch(base.withStage(1, Stage.of(1, 18)), "wide enough")));
    searcher = Optional.of(proposing);
    create();
    assertThat(proceed()).isTrue();
    assertThat(evaluations().get(1).outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(evaluations().get(1).failure().orElseThrow())
        .isEqualTo("1,391,456 MACs are over the budget of 165,000.");
    verify(runner, never()).run(numbered(1), any());
  }

  /** The clock is asked before every line is written, and may be the last thing that happens. */
  @Test
  void aRunKilledBeforeAnyEventEndsWithTheSameResults() throws IOException {
    create();
    proceed();
    byte[] results = Files.readAllBytes(run().results());
    int events = Journal.events(run().journal()).size();
    for (int kill = 1; kill < events; kill++) {
      MoreFiles.deleteRecursively(run().path(), RecursiveDeleteOption.ALLOW_INSECURE);
      create();
      AtomicInteger lines = new AtomicInteger(kill);
      assertThatThrownBy(
              () ->
                  proceed(
                      () -> {
                        checkState(lines.decrementAndGet() > 0, "killed");
                        return Instant.EPOCH;
                      }))
          .hasMessage("killed");
      Files.writeString(run().journal(), "{\"n\":" + kill, StandardOpenOption.APPEND);
      assertThat(proceed()).isTrue();
      assertThat(run().results()).as("killed before event %s", kill).hasBinaryContent(results);
      assertThat(Journal.events(run().journal())).hasSize(events);
    }
  }

  @Test
  void aJournalOfAnotherSearcherIsRefused() throws IOException {
    create();
    proceed();
    String journal = Files.readString(run().journal());
    Files.writeString(
        run().journal(), journal.replace("stage 2 width 4 to", "stage 2 width 4 up to"));
    assertThatThrownBy(this::proceed)
        .isInstanceOf(RunException.class)
        .hasMessageContaining("Round 1 of")
        .hasMessageContaining("another version of Espalier");
  }
}
