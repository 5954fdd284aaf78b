package io.espalier.cli;

import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ticker;
import io.espalier.engine.tune.LeanOrder;
import io.espalier.engine.tune.LeanResult;
import io.espalier.engine.tune.LeanRun;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.LoadProgress;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static Terminal lean(String out, String... more) {
    Object[] always = {
      "lean", spec, "--weights", weights, "--threads", "1", "--out", folder.resolve(out)
    };
    Object[] all = Arrays.copyOf(always, always.length + more.length);
    System.arraycopy(more, 0, all, always.length, more.length);
    return succeed(all);
  }

  private static JsonNode json(String text) throws IOException {
    return Json.newMapper().readTree(text);
  }

  @Test
  void everyStepIsReported() throws IOException {
    String[] order = {"--density", "groups:2,depthwise", "--set", "train.epochs=3"};
    Terminal terminal = lean("steps", order);
    assertThat(terminal.out())
        .containsPattern("relative error +\\| response error +\\| +fitted")
        .containsPattern("layer1\\.0\\.conv1 +\\| stage 1 +\\| groups:2 +\\|")
        .containsPattern("layer2\\.0\\.conv2 +\\| stage 2 +\\| depthwise +\\|")
        .containsSubsequence(
            "test top-1",
            "dense ",
            "projected",
            "fitted",
            "batch norm calibrated",
            "epoch 1",
            "epoch 3")
        .contains("26.2k MACs became 23", "steps/lean.safetensors");

    byte[] report = Files.readAllBytes(folder.resolve("steps/lean.json"));
    JsonNode result =
        json(lean("steps", "--format", "json", order[0], order[1], order[2], order[3]).out());
    assertThat(Files.readAllBytes(folder.resolve("steps/lean.json"))).isEqualTo(report);
    assertThat(result.get("epochs")).hasSize(3);
    assertThat(result.at("/denseCost/macs").asLong()).isEqualTo(26_216);
    long saved =
        StreamSupport.stream(result.get("layers").spliterator(), false)
            .mapToLong(layer -> layer.get("denseMacs").asLong() - layer.get("macs").asLong())
            .sum();
    assertThat(result.at("/leanCost/macs").asLong()).isEqualTo(26_216 - saved);
  }

  @Test
  void equalOrdersGiveEqualBytesAlsoWithATeacher() throws IOException {
    String[] order = {"--density", "depthwise", "--distil", "0.5"};
    lean("once", order);
    lean("again", order);
    for (String file : List.of("lean.json", "lean.safetensors")) {
      assertThat(folder.resolve("once").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("again").resolve(file));
    }
    lean("alone", "--density", "depthwise");
    assertThat(Files.readAllBytes(folder.resolve("alone/lean.safetensors")))
        .isNotEqualTo(Files.readAllBytes(folder.resolve("once/lean.safetensors")));
  }

  @Test
  void whatIsStoppedEverySoOftenEndsInTheSameBytes() throws IOException {
    lean("whole", "--density", "depthwise", "--set", "train.epochs=2");
    LeanOrder order =
        Json.newMapper().readValue(folder.resolve("whole/asked.json").toFile(), LeanOrder.class);
    int slices = 0;
    try (Dataset dataset = Dataset.open(folder, order.data(), order.seed(), LoadProgress.SILENT)) {
      Optional<LeanResult> result = Optional.empty();
      while (result.isEmpty()) {
        Torch torch = Torch.start(1, Optional.of("cpu"));
        result =
            new LeanRun(folder.resolve("slices"), order, dataset, torch, Ticker.systemTicker())
                .proceed(new StoppingAfter(2));
        slices++;
      }
    }
    assertThat(slices).isGreaterThan(2);
    for (String file : List.of("lean.json", "lean.safetensors")) {
      assertThat(folder.resolve("slices").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void theFitCanBeLeftOut() throws IOException {
    lean("unfitted", "--density", "depthwise", "--no-fit");
    lean("fitted", "--density", "depthwise");
    JsonNode unfitted = json(Files.readString(folder.resolve("unfitted/lean.json")));
    JsonNode fitted = json(Files.readString(folder.resolve("fitted/lean.json")));
    assertThat(unfitted.has("fitted")).isFalse();
    assertThat(fitted.at("/fitted/layers")).hasSize(4);
    assertThat(fitted.at("/fitted/layers"))
        .allMatch(layer -> layer.get("fitted").asDouble() < layer.get("projected").asDouble());
    assertThat(fitted.at("/fitted/measurement/images")).isEqualTo(fitted.at("/before/images"));
    assertThat(fitted.get("projected")).isEqualTo(unfitted.get("projected"));
    assertThat(fitted.get("calibrated")).isNotEqualTo(unfitted.get("calibrated"));
  }

  /** Before there was a fit, nobody was asked for one. */
  @Test
  void aFolderOfAnotherVersionIsRefused() throws IOException {
    lean("old", "--density", "depthwise");
    Path asked = folder.resolve("old/asked.json");
    String order = Files.readString(asked);
    Files.writeString(asked, order.replaceAll("\\s+\"fit\" : true,", ""));
    assertThat(Files.readString(asked)).isNotEqualTo(order);
    Terminal again =
        Terminal.run(
            "lean",
            spec,
            "--weights",
            weights,
            "--density",
            "depthwise",
            "--out",
            folder.resolve("old"));
    assertThat(again.status()).isEqualTo(Espalier.USAGE);
    assertThat(again.err()).contains("by another version of Espalier");
  }

  @Test
  void theDensitiesAreChosenForATargetOfMacs() throws IOException {
    JsonNode result = json(lean("chosen", "--macs", "20k", "--format", "json").out());
    assertThat(result.at("/leanCost/macs").asLong()).isLessThanOrEqualTo(20_000);
    assertThat(result.at("/lean/stages/0/width").asInt()).isEqualTo(2);
    assertThat(result.get("layers")).isNotEmpty();
  }

  @Test
  void featuresNeedATeacher() {
    Terminal alone =
        Terminal.run(
            "lean",
            spec,
            "--weights",
            weights,
            "--density",
            "depthwise",
            "--features",
            "20",
            "--out",
            folder.resolve("untaught"));
    assertThat(alone.status()).isEqualTo(Espalier.USAGE);
    assertThat(alone.err()).contains("--features 20.0: there is no teacher. Add --distil 0.9");
    assertThat(folder.resolve("untaught")).doesNotExist();
  }

  @Test
  void aFolderOfAnotherOrderIsRefused() throws IOException {
    lean("mine", "--density", "depthwise");
    Terminal other =
        Terminal.run(
            "lean",
            spec,
            "--weights",
            weights,
            "--density",
            "groups:2",
            "--out",
            folder.resolve("mine"));
    assertThat(other.status()).isEqualTo(Espalier.USAGE);
    assertThat(other.err())
        .endsWith(
            "mine was made by 'espalier lean' for another network, other settings or another"
                + " training, or by another version of Espalier. Choose another folder with --out.\n");
    Terminal images =
        Terminal.run(
            "lean",
            spec,
            "--weights",
            weights,
            "--density",
            "groups:2",
            "--out",
            folder.resolve("images"));
    assertThat(images.status()).isEqualTo(Espalier.USAGE);
    assertThat(images.err()).contains("is not of 'espalier lean'");
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
    Terminal evaluated =
        succeed(
            "evaluate",
            leanSpec,
            "--weights",
            folder.resolve("measured/lean.safetensors"),
            "--threads",
            "1");
    assertThat(evaluated.out())
        .containsPattern(
            "Of 4 lean convolutions \\d run merged into a dense kernel, which is faster here; all apart take \\d+\\.\\d\\d ms\\.");

    JsonNode layers =
        json(succeed("describe", leanSpec, "--layers", "--format", "json").out()).get("layers");
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
