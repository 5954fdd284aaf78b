package io.espalier.cli;

import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.engine.Tiny;
import io.espalier.engine.journal.RunFolder;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small network is trained, made lean, and measured again. */
class LeanCommandTest {

  @TempDir static Path folder;

  private static Path spec;
  private static Path weights;

  @BeforeAll
  static void trainTheDenseNetwork() throws IOException {
    spec = Tiny.write(folder);
    succeed("train", spec, "--runs", folder.resolve("runs"), "--name", "dense", "--threads", "1");
    weights = folder.resolve("runs/dense/weights/best.safetensors");
  }

  private static Terminal lean(String name, Object... more) {
    return succeed(order(name, more));
  }

  private static Object[] order(String name, Object... more) {
    return new Object[] {
      "lean",
      spec,
      "--weights",
      weights,
      "--threads",
      1,
      "--workers",
      0,
      "--runs",
      folder,
      "--name",
      name,
      more
    };
  }

  private static RunFolder run(String name) {
    return new RunFolder(folder.resolve(name));
  }

  private static JsonNode results(String name) throws IOException {
    return Json.newMapper().readTree(run(name).results().toFile());
  }

  private static JsonNode step(JsonNode results, String name) {
    return StreamSupport.stream(results.get("steps").spliterator(), false)
        .filter(step -> step.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .get("measurement");
  }

  private static void assertSameBytes(String name, String other) {
    assertThat(run(name).results()).hasSameBinaryContentAs(run(other).results());
    assertThat(run(name).weights().best()).hasSameBinaryContentAs(run(other).weights().best());
  }

  @Test
  void everyStepIsReported() throws IOException {
    Terminal terminal = lean("steps", "--density", "groups:2,depthwise", "--set", "train.epochs=3");
    assertThat(terminal.out())
        .containsPattern("relative error +\\| response error +\\| +fitted")
        .containsPattern("layer1\\.0\\.conv1 +\\| stage 1 +\\| groups:2 +\\|")
        .containsPattern("layer2\\.0\\.conv2 +\\| stage 2 +\\| depthwise +\\|")
        .containsSubsequence(
            "test top-1", "dense ", "projected", "fitted", "calibrated", "epoch 1", "epoch 3")
        .contains("26.2k MACs became 23", "Results: " + run("steps").results());
    assertThat(terminal.err())
        .containsPattern("trial 0: calibrated: top-1 \\d")
        .containsPattern("trial 0: .*, made lean: top-1 \\d");

    JsonNode results = results("steps");
    assertThat(results.get("steps").findValuesAsText("name"))
        .containsExactly(
            "dense", "projected", "fitted", "calibrated", "epoch 1", "epoch 2", "epoch 3");
    assertThat(results.get("trials")).isEmpty();
    assertThat(results.at("/base/macs").asLong()).isEqualTo(26_216);
    assertThat(results.at("/base/measurement")).isEqualTo(step(results, "dense"));
    assertThat(results.at("/winner/measurement")).isEqualTo(step(results, "epoch 3"));
    long saved =
        StreamSupport.stream(results.get("layers").spliterator(), false)
            .mapToLong(layer -> layer.get("denseMacs").asLong() - layer.get("macs").asLong())
            .sum();
    assertThat(results.at("/winner/macs").asLong()).isEqualTo(26_216 - saved);
  }

  @Test
  void aLeanNetworkIsARunLikeOthers() throws IOException {
    lean("run", "--density", "depthwise");
    byte[] results = Files.readAllBytes(run("run").results());
    assertThat(succeed("resume", run("run").path()).out()).contains("MACs became");
    assertThat(run("run").results()).hasBinaryContent(results);
    JsonNode row = Terminal.json("compare", run("run").path()).get(0);
    assertThat(row.get("plan").asText()).isEqualTo("lean");
    assertThat(row.get("strategy").asText()).isEqualTo("none");
    assertThat(row.at("/base/macs").asLong()).isEqualTo(26_216);
    assertThat(row.at("/base/latencyMillis").isMissingNode()).isTrue();
    assertThat(row.at("/winner/topOne").asDouble())
        .isEqualTo(row.at("/base/topOne").asDouble() + row.get("gain").asDouble());
    assertThat(Terminal.json("describe", run("run").path()).get("macs"))
        .isEqualTo(results("run").at("/winner/macs"));
    succeed("lean", folder.resolve("runs/dense"), "--density", "groups:2", "--runs", folder);
    assertThat(results("tiny-lean").at("/base/weights"))
        .as("the winner of a run is made lean")
        .isEqualTo(results("run").at("/base/weights"));
  }

  @Test
  void equalOrdersGiveEqualBytesAlsoWithATeacher() throws IOException {
    lean("once", "--density", "depthwise", "--distil", "0.5");
    lean("again", "--density", "depthwise", "--distil", "0.5");
    assertSameBytes("once", "again");
    lean("alone", "--density", "depthwise");
    assertThat(Files.readAllBytes(run("alone").weights().best()))
        .isNotEqualTo(Files.readAllBytes(run("once").weights().best()));
  }

  @Test
  void whatIsStoppedAtEveryBatchEndsInTheSameBytes() throws IOException {
    lean("whole", "--density", "depthwise", "--set", "train.epochs=2");
    assertThat(Slices.repeat(run("whole"), run("slices"))).isGreaterThan(2);
    assertSameBytes("slices", "whole");
  }

  @Test
  void theFitCanBeLeftOut() throws IOException {
    lean("unfitted", "--density", "depthwise", "--no-fit");
    lean("fitted", "--density", "depthwise");
    JsonNode unfitted = results("unfitted");
    JsonNode fitted = results("fitted");
    assertThat(unfitted.get("steps").findValuesAsText("name")).doesNotContain("fitted");
    assertThat(unfitted.get("layers")).hasSize(4).noneMatch(layer -> layer.has("fitted"));
    assertThat(fitted.get("layers"))
        .hasSize(4)
        .allMatch(layer -> layer.get("fitted").asDouble() < layer.get("projected").asDouble());
    assertThat(step(fitted, "fitted").get("images")).isEqualTo(step(fitted, "dense").get("images"));
    assertThat(step(fitted, "projected")).isEqualTo(step(unfitted, "projected"));
    assertThat(step(fitted, "calibrated")).isNotEqualTo(step(unfitted, "calibrated"));
  }

  @Test
  void theDensitiesAreChosenForATargetOfMacs() throws IOException {
    lean("chosen", "--macs", "20k");
    JsonNode results = results("chosen");
    assertThat(results.at("/winner/macs").asLong()).isLessThanOrEqualTo(20_000);
    assertThat(results.at("/winner/architecture/stages/0/width").asInt()).isEqualTo(2);
    assertThat(results.get("layers")).isNotEmpty();
  }

  @Test
  void featuresNeedATeacher() {
    Terminal alone = Terminal.run(order("untaught", "--density", "depthwise", "--features", "20"));
    assertThat(alone.status()).isEqualTo(Exit.USAGE);
    assertThat(alone.err()).contains("--features 20.0: there is no teacher. Add --distil 0.9");
    assertThat(folder.resolve("untaught")).doesNotExist();
  }

  @Test
  void aFolderThatExistsIsRefused() throws IOException {
    lean("mine", "--density", "depthwise");
    Terminal mine = Terminal.run(order("mine", "--density", "groups:2"));
    assertThat(mine.status()).isEqualTo(Exit.USAGE);
    assertThat(mine.err())
        .isEqualTo(
            "The run %s exists. Continue it with 'espalier resume', or choose another name with --name.%n"
                .formatted(run("mine").path()));
    Terminal images = Terminal.run(order("images", "--density", "groups:2"));
    assertThat(images.status()).isEqualTo(Exit.USAGE);
    assertThat(images.err())
        .isEqualTo(
            "%s exists, and is not a run. Choose another name with --name.%n"
                .formatted(folder.resolve("images")));
  }

  /** What was found is measured like any other network, with its faster execution said. */
  @Test
  void theLeanNetworkIsEvaluatedAndDescribed() throws IOException {
    lean("measured", "--density", "depthwise");
    Path leanSpec = folder.resolve("lean.yaml");
    Files.writeString(
        leanSpec,
        Tiny.SPEC
            .replace("width: 2}", "width: 2, lean: depthwise}")
            .replace("width: 4}", "width: 4, lean: depthwise}"));
    String merged =
        "\\d of 4 lean convolutions run merged into a dense kernel, which is faster here. With none merged, an image takes \\d+\\.\\d\\d ms\\.";
    Path best = run("measured").weights().best();
    assertThat(succeed("evaluate", leanSpec, "--weights", best, "--threads", 1).out())
        .containsPattern(merged);
    assertThat(succeed("evaluate", run("measured").path(), "--threads", 1).out())
        .containsPattern(merged);

    JsonNode layers = Terminal.json("describe", leanSpec, "--layers").get("layers");
    JsonNode first =
        StreamSupport.stream(layers.spliterator(), false)
            .filter(layer -> layer.get("name").asText().equals("layer2.0.conv1"))
            .findFirst()
            .orElseThrow();
    assertThat(first.get("density").asText()).isEqualTo("depthwise");
    assertThat(first.get("macs").asLong()).isEqualTo(36 * (2 * 4 + 4 * 9));
    assertThat(first.get("denseMacs").asLong()).isEqualTo(36 * 2 * 4 * 9);
    assertThat(succeed("describe", leanSpec, "--layers").out())
        .contains("MACs if dense", "LeanConv depthwise");
  }
}
