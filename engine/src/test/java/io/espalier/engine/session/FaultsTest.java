package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.faults.Disk.Failure;
import io.espalier.engine.faults.Disk.Place;
import io.espalier.engine.journal.Moves;
import io.espalier.evaluator.Evaluator;
import io.espalier.searcher.Strategies;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search whose disk fails at every place in turn. */
class FaultsTest {

  private static final String SPEC =
      """
      name: tiny
      data: {train: images, classes: 2, channels: 3}
      family: resnet-cifar
      base: {resolution: 12, stages: [{depth: 1, width: 2}, {depth: 1, width: 4}]}
      space: {stages: [{width: {to: 2}}, {depth: {to: 3}, width: {to: 32}}]}
      budget: {macs: 100k, tolerance: 30%}
      search: {strategy: greedy, steps: 2}
      train: {epochs: 1, batch: 8}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aSearchFindsTheSameWhereverItsDiskFails(Failure failure) throws IOException {
    SearchSpec spec =
        new SpecReader()
            .read(Files.writeString(folder.resolve("tiny.yaml"), SPEC), List.of())
            .spec();
    Evaluator evaluator = new Evaluator(new Task(3, 2), spec.budget());
    DisturbedRun run =
        new DisturbedRun(
            folder,
            spec,
            Moves.started(),
            Optional.of(Strategies.searcher(spec, evaluator)),
            PretendingRunner::new);
    assertThat(run.assertFindsTheSameAfterEvery(failure))
        .extracting(Place::operation)
        .contains("open", "write", "truncate", "force", "rename", "delete", "make");
  }
}
