package io.espalier.cli;

import static io.espalier.cli.RealData.set;
import static io.espalier.cli.RealData.topOne;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The published ResNet-20, made lean: a few steps later, and as long as docs/lean.md trains it. */
class LeanResNet20IT {

  private static final Path SPEC = Path.of("../specs/lean-resnet20.yaml");
  private static final String WEIGHTS = "weights/cifar10_resnet20_akamaster.safetensors";

  /** Of the first training; the two after it take twice as many. */
  private static final int EPOCHS = Integer.getInteger("espalier.epochs", 20);

  private static final int IMAGES = Integer.getInteger("espalier.images", 50_000);
  private static final double MOST_LOST = 0.02;

  @TempDir Path folder;

  private static Object[] images(String zip, int limit) {
    return RealData.images(zip, "test", limit);
  }

  @Test
  void itLosesItsAccuracyAndRecovers() throws IOException {
    JsonNode result =
        lean(
            RealData.file(WEIGHTS),
            "groups:4",
            256,
            images("data/cifar10-lossless-5k.zip", 1112),
            set("train.epochs=1", "train.batch=32", "train.optimizer.sgd.rate=0.02"));
    assertThat(result.at("/base/macs").asLong()).isEqualTo(40_551_040);
    assertThat(result.at("/winner/macs").asLong() * 3).isLessThan(40_551_040);
    assertThat(result.get("layers")).hasSize(18).allMatch(layer -> layer.has("fitted"));
    assertThat(topOne(step(result, "dense"))).isCloseTo(0.915, within(0.003));
    assertThat(topOne(step(result, "projected"))).isLessThan(0.3);
    assertThat(topOne(step(result, "fitted"))).isGreaterThan(0.4);
    assertThat(topOne(step(result, "calibrated"))).isGreaterThan(0.4);
    assertThat(step(result, "epoch 1").get("loss").asDouble())
        .isLessThan(step(result, "calibrated").get("loss").asDouble());
  }

  /** Takes hours, and runs in the profile 'accuracy' alone. */
  @Test
  @EnabledIfSystemProperty(named = "espalier.accuracy", matches = "true")
  void aThirdOfTheMacsLosesAtMostTwoPoints() throws IOException {
    Path start = dense("start", RealData.file(WEIGHTS), EPOCHS).resolve("weights/best.safetensors");
    Path run = dense("dense", start, 2 * EPOCHS);
    JsonNode dense = RealData.results(run);
    JsonNode lean =
        lean(
            start,
            "depthwise,depthwise,groups:32",
            2048,
            training(2 * EPOCHS, 0.1, 1e-4),
            "--distil",
            0.9,
            "--temperature",
            4);
    assertThat(lean.at("/winner/macs").asLong() * 3)
        .isLessThanOrEqualTo(lean.at("/base/macs").asLong());
    double before = topOne(dense.at("/winner/measurement"));
    double after = topOne(lean.at("/winner/measurement"));
    assertThat(before - after).as("lost of %s", before).isLessThanOrEqualTo(MOST_LOST);
  }

  private static Object[] training(int epochs, double rate, double decay) {
    return new Object[] {
      images("data/cifar10-jpg.zip", IMAGES),
      set(
          "train.epochs=" + epochs,
          "train.optimizer.sgd={rate: %s, momentum: 0.9, nesterov: true, decay: %s}"
              .formatted(rate, decay))
    };
  }

  /** Makes it lean. */
  private JsonNode lean(Path weights, String density, int calibrate, Object... more)
      throws IOException {
    Terminal.succeed(
        "lean",
        SPEC,
        "--weights",
        weights,
        "--density",
        density,
        "--calibrate",
        calibrate,
        RealData.here(folder, "lean"),
        more);
    return RealData.results(folder.resolve("lean"));
  }

  private static JsonNode step(JsonNode result, String name) {
    return StreamSupport.stream(result.get("steps").spliterator(), false)
        .filter(step -> step.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .get("measurement");
  }

  /** Fine-tunes the dense network; returns the folder of the run. */
  private Path dense(String name, Path weights, int epochs) {
    return RealData.train(
        SPEC, folder, name, training(epochs, 0.05, 2e-4), set("weights=" + weights));
  }
}
