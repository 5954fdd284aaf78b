package io.espalier.engine.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.common.hash.Hashing;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Moves;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A search whose runner trains nothing. */
final class MockedSearch {

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

  private final Path folder;
  private final TrialRunner runner = mock(TrialRunner.class);
  private SearchSpec spec;
  private Optional<Searcher> searcher = Optional.empty();

  MockedSearch(Path folder) throws IOException {
    this.folder = folder;
    specify();
    when(runner.sideBySide()).thenReturn(1);
    when(runner.run(any(), any())).thenAnswer(call -> Optional.of(trained(call.getArgument(0))));
  }

  void specify(String... overrides) throws IOException {
    spec =
        new SpecReader()
            .read(Files.writeString(folder.resolve("tiny.yaml"), SPEC), List.of(overrides))
            .spec();
  }

  /** Every trial scores a little better than those before. */
  Outcome trained(Trial trial) throws IOException {
    return trained(trial, 50 + trial.number());
  }

  Outcome trained(Trial trial, int correct) throws IOException {
    String weights = "weights of trial " + trial.number();
    Files.writeString(run().weights().weights(trial.number()), weights);
    return new Outcome.Trained(
        new Classification(100, correct, 100, 0.5),
        Hashing.sha256().hashString(weights, UTF_8).toString(),
        new Timing(1, 1, 1));
  }

  static Trial numbered(int number) {
    return argThat(trial -> trial != null && trial.number() == number);
  }

  RunFolder run() {
    return new RunFolder(folder.resolve("run"));
  }

  void create() throws IOException {
    RunFolder.create(run().path(), SPEC, Moves.started(), InstantSource.system());
  }

  boolean proceed() throws IOException {
    return proceed(InstantSource.system());
  }

  boolean proceed(InstantSource clock) throws IOException {
    Evaluator evaluator = new Evaluator(TASK, spec.budget());
    try (RunFolder.Lock lock = run().lock();
        Journal journal = lock.journal(clock)) {
      return new RunLoop(
              run(),
              journal,
              spec,
              searcher.or(() -> Optional.of(Strategies.searcher(spec, evaluator))),
              runner,
              Optional.empty(),
              mock(RunListener.class),
              () -> false)
          .proceed();
    }
  }

  List<Evaluation> evaluations() throws IOException {
    return Replay.of(Journal.events(run().journal())).evaluations().toList();
  }

  TrialRunner runner() {
    return runner;
  }

  SearchSpec spec() {
    return spec;
  }

  /** Lets somebody propose. */
  void let(Searcher proposing) {
    searcher = Optional.of(proposing);
  }
}
