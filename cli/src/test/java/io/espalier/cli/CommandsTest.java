package io.espalier.cli;

import static io.espalier.cli.Terminal.json;
import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.espalier.engine.Tiny;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command, as a user types it, on a search that takes a second. */
class CommandsTest {

  @TempDir static Path folder;
  private static Path spec;
  private static RunFolder run;
  private static Terminal search;

  @BeforeAll
  static void search() throws IOException {
    spec = Tiny.write(folder);
    search = Terminal.run("search", spec, "--runs", folder, "--threads", 1);
    run = new RunFolder(folder.resolve("tiny"));
  }

  private static JsonNode results(RunFolder of) throws IOException {
    return Json.newMapper().readTree(of.results().toFile());
  }

  @Test
  void aSearchEndsWithTheTableOfWhatWasFound() {
    assertThat(search.status()).as(search.err()).isEqualTo(Exit.DONE);
    assertThat(search.out().lines())
        .anyMatch(line -> line.matches(" base +\\| 12px 1x2 1x4 +\\| 26\\.2k \\| +396 \\| .*% .*"))
        .anyMatch(line -> line.startsWith(" best of round 1 "))
        .anyMatch(line -> line.startsWith(" the base, trained in full "))
        .anyMatch(line -> line.startsWith(" the winner, trained in full "))
        .anyMatch(
            line ->
                line.matches(
                    "The winner is \\d+\\.\\d\\d points (better|worse) than the base, with .* MACs of a budget of 60k\\."))
        .contains("Results: " + run.results());
  }

  @Test
  void progressGoesToStandardErrorInPlainLines() {
    assertThat(search.err().lines().filter(line -> line.startsWith("trial ")))
        .hasSize(10)
        .first()
        .asString()
        .matches("trial 0: 12px 1x2 1x4, 26\\.2k MACs, the base: top-1 .*%");
    assertThat(search.err()).doesNotContain("\u001b", "\r");
  }

  @Test
  void theResultsSayWhatWasFoundAndNotWhenOrWhere() throws IOException {
    JsonNode results = results(run);
    assertThat(ImmutableList.copyOf(results.fieldNames()))
        .containsExactly(
            "format",
            "name",
            "spec",
            "seed",
            "task",
            "budget",
            "base",
            "winner",
            "trials",
            "ending",
            "paretoFront");
    assertThat(results.at("/winner/macs").asLong()).isBetween(51_000L, 69_000L);
    assertThat(results.at("/winner/measurement/images").asInt()).isEqualTo(32);
    assertThat(results.at("/winner/measuredOn").asText()).isEqualTo("test");
    assertThat(results.get("trials")).hasSize(8);
    assertThat(Files.readString(run.results()))
        .doesNotContain(folder.toString(), "latency", "seconds", "thread")
        .doesNotContainPattern("\\d\\d:\\d\\d");
  }

  @Test
  void equalSeedsGiveEqualResults() throws IOException {
    succeed("search", spec, "--runs", folder, "--name", "again", "--threads", 1, "--workers", 0);
    assertThat(folder.resolve("again/results.json")).hasSameBinaryContentAs(run.results());
  }

  @Test
  void aKeyOfTheSpecIsOverriddenForAsLongAsTheRunLives() throws IOException {
    succeed(
        "search",
        spec,
        "--runs",
        folder,
        "--name",
        "other",
        "--threads",
        1,
        "--workers",
        0,
        "--set",
        "seed=4",
        "--set",
        "budget.macs=80k");
    RunFolder other = new RunFolder(folder.resolve("other"));
    assertThat(results(other).at("/seed").asInt()).isEqualTo(4);
    assertThat(results(other).at("/budget/macs").asInt()).isEqualTo(80_000);
    assertThat(other.spec()).hasContent(Tiny.SPEC);
    assertThat(succeed("resume", other.path()).out()).contains("of a budget of 80k");
    JsonNode rows = json("compare", run.path(), other.path());
    assertThat(rows.at("/0/budgetMacs").asInt()).isEqualTo(60_000);
    assertThat(rows.at("/1/budgetMacs").asInt()).isEqualTo(80_000);
  }

  @Test
  void comparingPutsRunsSideBySide() throws IOException {
    String table = succeed("compare", run.path(), run.path()).out();
    assertThat(table.lines().filter(line -> line.startsWith(" " + run.path()))).hasSize(4);
    JsonNode rows = json("compare", run.path());
    assertThat(rows).hasSize(1);
    JsonNode row = rows.get(0);
    assertThat(row.get("name").asText()).isEqualTo("tiny");
    assertThat(row.get("status").asText()).isEqualTo("finished");
    assertThat(row.get("strategy").asText()).isEqualTo("greedy");
    assertThat(row.get("seed").asInt()).isEqualTo(3);
    assertThat(row.get("trials").asInt()).isEqualTo(8);
    assertThat(row.get("failed")).isEmpty();
    assertThat(row.get("measuredOn").asText()).isEqualTo("test");
    assertThat(row.at("/base/macs").asInt()).isEqualTo(26_216);
    assertThat(row.at("/winner/topOne").asDouble())
        .isEqualTo(row.at("/base/topOne").asDouble() + row.get("gain").asDouble());
  }

  @Test
  void aRunIsDescribedByItsWinner() throws IOException {
    assertThat(json("describe", run.path()).get("macs")).isEqualTo(results(run).at("/winner/macs"));
  }

  @Test
  void theBaseOfASpecIsTrainedInFull() throws IOException {
    succeed("train", spec, "--runs", folder, "--name", "base", "--threads", 1, "--workers", 0);
    JsonNode results = results(new RunFolder(folder.resolve("base")));
    assertThat(results.at("/winner/macs").asInt()).isEqualTo(26_216);
    assertThat(results.get("trials")).isEmpty();
    assertThat(results.has("base")).isFalse();
  }

  @Test
  void theWinnerOfARunIsTrainedInFullAndIsARunItself() throws IOException {
    succeed("train", run.path(), "--runs", folder, "--threads", 1, "--workers", 0);
    RunFolder trained = new RunFolder(folder.resolve("tiny-train"));
    assertThat(results(trained).at("/winner/architecture"))
        .isEqualTo(results(run).at("/winner/architecture"));
    succeed("resume", trained.path());
    JsonNode row = json("compare", trained.path()).get(0);
    assertThat(row.get("strategy").asText()).isEqualTo("none");
    assertThat(row.has("base")).isFalse();
  }

  @Test
  void evaluatingARunGivesWhatItsResultsSay() throws IOException {
    JsonNode report = json("evaluate", run.path(), "--threads", 1);
    assertThat(report.get("measurement")).isEqualTo(results(run).at("/winner/measurement"));
    assertThat(report.get("images").asText()).isEqualTo("test");
    assertThat(report.get("macs")).isEqualTo(results(run).at("/winner/macs"));
    assertThat(succeed("evaluate", run.path()).out()).contains(" tiny ", " 32 test ");
  }

  @Test
  void evaluatingOnOtherImagesAndWithOtherWeights() throws IOException {
    succeed("train", spec, "--runs", folder, "--name", "weights", "--threads", 1, "--workers", 0);
    Path weights = new RunFolder(folder.resolve("weights")).weights().best();
    Path other = folder.resolve("other-images");
    Tiny.writeClass(other.resolve("dark"), 0, 90, 3);
    Tiny.writeClass(other.resolve("light"), 70, 160, 2);
    JsonNode report = json("evaluate", spec, "--weights", weights, "--data", other);
    assertThat(report.at("/measurement/images").asInt()).isEqualTo(5);
    assertThat(report.get("parameters").asInt()).isEqualTo(396);
  }

  @Test
  void unreadableImagesAreLeftOutAndCountedWhereTheSpecAllowsIt() throws IOException {
    Path half = folder.resolve("images/test/dark/half.jpg");
    Tiny.writeTruncatedJpeg(half);
    try {
      Terminal terminal =
          succeed(
              "train",
              spec,
              "--runs",
              folder,
              "--name",
              "skipping",
              "--threads",
              1,
              "--workers",
              0,
              "--set",
              "data.skipUnreadable=true");
      assertThat(terminal.err())
          .startsWith("images that cannot be read and are left out (data.skipUnreadable): 1\n");
    } finally {
      Files.delete(half);
    }
  }

  @Test
  void aTrialThatDivergesIsAnOutcomeAndIsNotTriedAgain() throws IOException {
    Terminal first =
        Terminal.run(
            "search",
            spec,
            "--runs",
            folder,
            "--name",
            "wild",
            "--threads",
            1,
            "--workers",
            0,
            "--set",
            "train.optimizer={sgd: {rate: 1000, decay: 0.5}}",
            "--set",
            "train.epochs=20");
    RunFolder wild = new RunFolder(folder.resolve("wild"));
    List<Event> events = Journal.events(wild.journal());
    Terminal second = Terminal.run("resume", wild.path());
    for (Terminal terminal : List.of(first, second)) {
      assertThat(terminal.status()).isEqualTo(Exit.FAILED);
      assertThat(terminal.err())
          .contains("The search cannot start: the base failed. The training diverged: the loss")
          .doesNotContain("\tat ");
    }
    assertThat(Journal.events(wild.journal()))
        .startsWith(events.toArray(Event[]::new))
        .filteredOn(Event.Evaluated.class::isInstance)
        .hasSize(1);
    assertThat(succeed("compare", wild.path()).out())
        .contains("unfinished", wild.path() + ", trial 0: The training diverged: the loss");
    assertThat(json("compare", wild.path()).at("/0/failed/0/trial").asInt(-1)).isZero();
  }
}
