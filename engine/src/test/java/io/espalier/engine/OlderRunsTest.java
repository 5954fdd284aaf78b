package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that earlier versions wrote are read, compared and resumed; see runs/README.md. */
class OlderRunsTest {

  /** Where the versions that wrote them had their specs. */
  private static final String DIRECTORY = "/tmp/espalier-fixture";

  @TempDir Path folder;

  @BeforeEach
  void writeSpecsAndImages() throws IOException {
    Tiny.write(folder);
    ToyTable.write(folder);
    Files.copy(fixture("format-3/start.safetensors"), folder.resolve("start.safetensors"));
  }

  private static Path fixture(String name) {
    try {
      return Path.of(Resources.getResource("runs").toURI()).resolve(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies a run, so that its spec lies where this test's images do. */
  private Path copy(String name) throws IOException {
    Path from = fixture(name);
    Path to = folder.resolve("runs").resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (file.toString().endsWith(".jsonl") || file.endsWith("asked.json")) {
          Files.writeString(target, Files.readString(file).replace(DIRECTORY, folder.toString()));
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  /** Resumes a run until it has ended, and returns the trainings that began on the way. */
  private static List<TrialEvent.Begun> resume(Path run) throws IOException {
    List<TrialEvent.Begun> begun = new ArrayList<>();
    Session session =
        Engine.builder()
            .workers(0)
            .threads(1)
            .device("cpu")
            .build()
            .resume(run)
            .begin(
                event -> {
                  if (event instanceof TrialEvent.Begun begins) {
                    begun.add(begins);
                  }
                });
    assertThat(session.await()).isTrue();
    return begun;
  }

  private static void assertResults(Path run, String expected) {
    assertThat(run.resolve("results.json")).hasSameBinaryContentAs(fixture(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format-1/search",
        "format-1/train",
        "format-2/search",
        "format-2/search-with-a-past",
        "format-2/table",
        "format-2/train",
        "format-3/dynamic",
        "format-3/search",
        "format-3/search-with-a-past",
        "format-3/table",
        "format-3/train"
      })
  void aFinishedRunIsResumedAndNothingOfItChanges(String name) throws IOException {
    Path run = copy(name);
    resume(run);
    assertResults(run, name + "/results.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format-2/search",
        "format-2/table",
        "format-2/train",
        "format-3/dynamic",
        "format-3/search",
        "format-3/table",
        "format-3/train"
      })
  void aRunThatLostItsResultsAndItsLastLineWritesThemAgain(String name) throws IOException {
    Path run = copy(name);
    Path journal = run.resolve("journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    Files.writeString(journal, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    Files.delete(run.resolve("results.json"));
    resume(run);
    assertResults(run, name + "/results.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format-1/search-before-its-end",
        "format-2/search-before-its-end",
        "format-2/table-in-the-middle",
        "format-3/search-before-its-end",
        "format-3/table-in-the-middle"
      })
  void anUnfinishedRunEndsInTheSameBytesWhereNothingIsTrained(String name) throws IOException {
    Path run = copy(name);
    resume(run);
    assertResults(run, name + ".results.json");
  }

  /** What it finds then depends on the processor, whose last digits differ from others'. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "format-1/search-in-the-middle",
        "format-2/search-in-the-middle",
        "format-3/search-in-the-middle",
        "format-3/dynamic-in-the-middle"
      })
  void anUnfinishedRunGoesOnFromItsCheckpoint(String name) throws IOException {
    Path path = copy(name);
    List<Evaluation> before = Run.read(path).trials();
    assertThat(resume(path)).anyMatch(trial -> trial.epoch() + trial.batch() > 0);
    JsonNode results = json(path.resolve("results.json"));
    JsonNode then = json(fixture(name + ".results.json"));
    assertThat(results.get("spec")).isEqualTo(then.get("spec"));
    assertThat(results.get("trials")).hasSameSizeAs(then.get("trials"));
    assertThat(Run.read(path).trials()).containsAll(before);
  }

  /** Since then, dynamicResolution has got keys, which the checksum of the spec covers. */
  @ParameterizedTest
  @ValueSource(strings = {"format-2/dynamic", "format-2/dynamic-in-the-middle"})
  void aSpecThatMeansSomethingElseByNowIsRefused(String name) throws IOException {
    Path run = copy(name);
    assertThatThrownBy(() -> Run.read(run))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("is not the spec that the run was made with");
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 7", "3, 9"})
  void runsAreComparedAsBefore(int format, int runs) throws IOException {
    JsonNode then = json(fixture("format-%d/compare.json".formatted(format)));
    assertThat(then).hasSize(runs);
    for (JsonNode row : then) {
      Run run = Run.read(copy("format-%d/%s".formatted(format, row.get("run").asText())));
      ObjectNode now =
          (ObjectNode)
              Json.newMapper().readTree(Json.newMapper().writeValueAsString(Comparison.of(run)));
      assertThat(now.remove("plan").asText()).isIn("search", "train");
      now.set("run", row.get("run"));
      assertThat(now.remove("trainingSeconds").asDouble())
          .isCloseTo(((ObjectNode) row).remove("trainingSeconds").asDouble(), offset(1e-9));
      assertThat(now).isEqualTo(row);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return Json.newMapper().readTree(Files.readAllBytes(file));
  }

  @Test
  void aFolderOfALeanNetworkIsReadAsARun() throws IOException {
    Path folderOfLean = copy("format-3/lean");
    Run run = Engine.read(folderOfLean);
    assertThat(run.plan()).isInstanceOf(Plan.Lean.class);
    assertThat(run.weights()).isEqualTo(folderOfLean.resolve("lean.safetensors"));
    JsonNode then = json(folderOfLean.resolve("lean.json"));
    Comparison row = Comparison.of(run);
    assertThat(row.plan()).isEqualTo("lean");
    assertThat(row.base().orElseThrow().macs()).isEqualTo(then.at("/denseCost/macs").asLong());
    assertThat(row.winner().orElseThrow().macs()).isEqualTo(then.at("/leanCost/macs").asLong());
    assertThat(row.winner().orElseThrow().parameters())
        .isEqualTo(then.at("/leanCost/parameters").asLong());
    Notes notes = run.trainedWinner().notes();
    assertThat(notes.layers()).hasSize(4).allMatch(layer -> layer.fitted().isPresent());
    assertThat(notes.steps())
        .extracting(Notes.Step::name)
        .startsWith("dense", "projected", "fitted", "calibrated", "epoch 1")
        .endsWith("epoch 8");
    try (Classifier classifier = Classifier.of(run)) {
      assertThat(classifier.classify(List.of(folder.resolve("images/test/dark/00.png"))).answers())
          .hasSize(1);
    }
  }

  @Test
  void aFolderOfThumbnailsIsReadAsARun() throws IOException {
    Run run = Engine.read(copy("format-3/thumb"));
    JsonNode then = json(run.folder().path().resolve("thumb.json"));
    Comparison row = Comparison.of(run);
    assertThat(row.plan()).isEqualTo("thumb");
    assertThat(row.base().orElseThrow().macs()).isEqualTo(then.at("/macs/teacher").asLong());
    assertThat(row.winner().orElseThrow().macs()).isEqualTo(then.at("/macs/total").asLong());
    assertThat(row.winner().orElseThrow().topOne())
        .hasValue(then.at("/after/topOneCorrect").asDouble() / then.at("/after/images").asInt());
    assertThat(row.winner().orElseThrow().latencyMillis()).isPresent();
    assertThat(run.downscaler()).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"format-3/lean-in-the-middle", "format-3/thumb-in-the-middle"})
  void whatWasNotFinishedThereHasToBeMadeAgain(String name) throws IOException {
    Path run = copy(name);
    assertThatThrownBy(() -> Engine.read(run))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("was made by an older Espalier, and its training did not end");
  }
}
