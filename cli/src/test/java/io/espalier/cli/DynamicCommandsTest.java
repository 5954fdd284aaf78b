package io.espalier.cli;

import static io.espalier.cli.Terminal.json;
import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.espalier.engine.Tiny;
import io.espalier.engine.journal.RunFolder;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of networks that choose a resolution for every image. */
class DynamicCommandsTest {

  private static final Object[] DYNAMIC = {
    "--set", "base.stages=[{depth: 1, width: 8}, {depth: 1, width: 16}]",
    "--set", "space={stages: {width: {to: 32, step: 4}}}",
    "--set", "budget.macs=500k"
  };

  private static final Object[] WHEN_SEARCHING = {
    "--set",
    "dynamicResolution={when: search, scales: [1, 0.5], target: 60%, predictor: 60%, weight: 1}"
  };

  @TempDir static Path folder;
  private static Path spec;
  private static RunFolder run;
  private static Terminal search;

  @BeforeAll
  static void search() throws IOException {
    spec = Tiny.write(folder);
    search =
        Terminal.run("search", spec, "--runs", folder, "--threads", 1, DYNAMIC, WHEN_SEARCHING);
    run = new RunFolder(folder.resolve("tiny"));
  }

  @Test
  void everyTrialOfASearchChoosesAndIsScoredByWhatItIsExpectedToSpend() throws IOException {
    assertThat(search.status()).as(search.err()).isEqualTo(Exit.DONE);
    JsonNode results = Json.newMapper().readTree(run.results().toFile());
    assertThat(results.get("trials"))
        .allSatisfy(
            trial -> {
              JsonNode chosen = trial.at("/measurement/choices/images");
              assertThat(chosen).hasSize(2);
              assertThat(chosen.get(0).asLong() + chosen.get(1).asLong()).isEqualTo(8);
              assertThat(trial.get("expectedMacs").asLong()).isPositive();
            });
    assertThat(results.at("/winner/expectedMacs").asLong()).isBetween(1L, 575_000L);
    assertThat(search.out()).contains(" expected ");
    assertThat(search.err())
        .containsPattern(
            "trial 0: epoch 1: \\d+ %, \\d+ % of the images in each resolution, entropy 0\\.");
  }

  @Test
  void aRunThatChoosesIsTheSameWhenItIsRepeated() throws IOException {
    succeed(
        "search",
        spec,
        "--runs",
        folder,
        "--name",
        "again",
        "--threads",
        1,
        DYNAMIC,
        WHEN_SEARCHING);
    assertThat(folder.resolve("again/results.json")).hasSameBinaryContentAs(run.results());
  }

  @Test
  void anEvaluationPutsTheChoiceBesideOthers() throws IOException {
    Terminal table = succeed("evaluate", run.path(), "--threads", 1);
    assertThat(table.out())
        .contains("What the predictor", "entropy", "12 px", "6 px", "dynamic", "random", "oracle")
        .contains("time per image");
    JsonNode dynamic = json("evaluate", run.path(), "--threads", 1).get("dynamic");
    JsonNode full = dynamic.get("fixed").get(0);
    JsonNode half = dynamic.get("fixed").get(1);
    assertThat(full.get("macs").asDouble()).isGreaterThan(half.get("macs").asDouble());
    assertThat(dynamic.at("/random/macs").asDouble())
        .isLessThanOrEqualTo(dynamic.at("/dynamic/macs").asDouble() + 1);
    assertThat(dynamic.at("/oracle/topOne").asDouble())
        .isGreaterThanOrEqualTo(
            Math.max(full.get("topOne").asDouble(), half.get("topOne").asDouble()));
    assertThat(dynamic.get("resolutions")).hasSize(2);
  }

  @Test
  void predictNamesTheUnreadableImageAndPredictsTheRest() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos/new"));
    Tiny.writeClass(photos, 0, 90, 3);
    Path damaged = photos.resolve("damaged.jpg");
    Tiny.writeTruncatedJpeg(damaged);
    Path one = folder.resolve("images/test/light/03.png");

    Terminal terminal = Terminal.run("predict", run.path(), one, photos, "--threads", 1);

    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err()).contains(damaged + ": is truncated");
    assertThat(terminal.out().lines().filter(line -> line.contains(".png"))).hasSize(4);
    assertThat(terminal.out()).containsPattern("(dark|light) +\\| +\\d+\\.\\d\\d % \\| +(12|6) px");
  }

  @Test
  void predictionsAreDeterministicAndSayWhatTheyCost() throws IOException {
    Path images = folder.resolve("images/test");
    JsonNode first = json("predict", run.path(), images, "--threads", 1);
    assertThat(first).isInstanceOf(ArrayNode.class).hasSize(32);
    assertThat(first)
        .allSatisfy(
            row -> {
              assertThat(row.get("className").asText()).isIn("dark", "light");
              assertThat(row.get("probability").asDouble()).isBetween(0.5, 1.0);
              assertThat(row.get("macs").asLong()).isPositive();
              assertThat(row.get("resolution").asInt()).isIn(12, 6);
            });
    assertThat(json("predict", run.weights().best(), images, "--threads", 1)).isEqualTo(first);
  }

  @Test
  void aTrainedNetworkIsTaughtToChoose() throws IOException {
    succeed("search", spec, "--runs", folder, "--name", "plain", "--threads", 1, DYNAMIC);
    Path plain = folder.resolve("plain");
    assertThat(json("evaluate", plain, "--threads", 1).has("dynamic")).isFalse();
    succeed(
        "dynamic",
        plain,
        "--runs",
        folder,
        "--name",
        "taught",
        "--threads",
        1,
        "--scales",
        "1,0.5",
        "--target",
        "70%",
        "--set",
        "dynamicResolution.predictor=60%");
    assertThat(json("evaluate", folder.resolve("taught"), "--threads", 1).has("dynamic")).isTrue();

    succeed("train", spec, "--runs", folder, "--name", "base", "--threads", 1, DYNAMIC);
    succeed(
        "dynamic",
        spec,
        "--weights",
        folder.resolve("base/weights/best.safetensors"),
        "--new-head",
        "--runs",
        folder,
        "--name",
        "taught-by-spec",
        "--threads",
        1,
        DYNAMIC,
        WHEN_SEARCHING);
  }

  @Test
  void weightsOfALargerNetworkAreRefused() {
    Terminal terminal =
        Terminal.run(
            "dynamic",
            spec,
            "--weights",
            run.weights().best(),
            "--runs",
            folder,
            "--name",
            "too-small",
            DYNAMIC,
            WHEN_SEARCHING);
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err()).contains("best.safetensors", "does not contain");
    assertThat(folder.resolve("too-small")).doesNotExist();
  }

  @Test
  void describeAndCheckSayWhatThePredictorCosts() {
    assertThat(succeed("describe", spec, DYNAMIC, WHEN_SEARCHING).out())
        .contains("chooses 12 px (", "its predictor has ");
    assertThat(succeed("check", spec, DYNAMIC, WHEN_SEARCHING).out()).contains("its predictor has");
  }

  @Test
  void whatCannotBeChosenIsRefusedBeforeAnythingIsWritten() {
    Terminal terminal =
        Terminal.run(
            "search",
            spec,
            "--runs",
            folder,
            "--name",
            "never",
            DYNAMIC,
            "--set",
            "dynamicResolution={scales: [1, 0.5], target: 20%, predictor: 60%}");
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err())
        .contains("dynamicResolution: The target (0.2 of ", "cheapest resolution costs");
    assertThat(folder.resolve("never")).doesNotExist();
  }
}
