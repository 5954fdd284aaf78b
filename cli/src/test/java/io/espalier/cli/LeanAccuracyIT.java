package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/lean.md says of the published ResNet-20, trained for as long as it was there: hours,
 * and therefore in the profile 'accuracy' alone.
 */
@EnabledIfSystemProperty(named = "espalier.accuracy", matches = "true")
class LeanAccuracyIT {

  private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();
  private static final int EPOCHS = Integer.getInteger("espalier.epochs", 20);
  private static final int IMAGES = Integer.getInteger("espalier.images", 60_000);
  private static final double MOST_LOST = 0.02;

  @TempDir Path folder;

  private static double topOne(JsonNode measurement) {
    return measurement.get("topOneCorrect").asDouble() / measurement.get("images").asDouble();
  }

  private static Object[] settings(int epochs, double rate, double decay) {
    Path images = SHARED.resolve("data/cifar10-jpg.zip");
    assumeTrue(Files.exists(images), () -> images + " is missing");
    return Stream.of(
            "data.train=" + images + "!/train",
            "data.test=" + images + "!/test",
            "data.limit=" + IMAGES,
            "train.epochs=" + epochs,
            "train.optimizer.sgd={rate: %s, momentum: 0.9, nesterov: true, decay: %s}"
                .formatted(rate, decay))
        .flatMap(setting -> Stream.of("--set", setting))
        .toArray();
  }

  /** Fine-tunes the dense network; returns the folder of the run. */
  private Path dense(String name, Path weights, int epochs) {
    Terminal.succeed(
        "train",
        Path.of("../specs/lean-resnet20.yaml"),
        "--runs",
        folder,
        "--name",
        name,
        "--threads",
        1,
        "--workers",
        0,
        settings(epochs, 0.05, 2e-4),
        "--set",
        "weights=" + weights);
    return folder.resolve(name);
  }

  @Test
  void aThirdOfTheMacsLosesAtMostTwoPoints() throws IOException {
    Path published = SHARED.resolve("weights/cifar10_resnet20_akamaster.safetensors");
    assumeTrue(Files.exists(published), () -> published + " is missing");
    Path start = dense("start", published, EPOCHS).resolve("weights/best.safetensors");
    Path run = dense("dense", start, 2 * EPOCHS);
    JsonNode dense = Json.newMapper().readTree(run.resolve("results.json").toFile());
    JsonNode lean =
        Terminal.json(
            "lean",
            Path.of("../specs/lean-resnet20.yaml"),
            "--weights",
            start,
            "--density",
            "depthwise,depthwise,groups:32",
            "--distil",
            0.9,
            "--temperature",
            4,
            "--calibrate",
            2048,
            "--threads",
            1,
            "--out",
            folder.resolve("lean"),
            settings(2 * EPOCHS, 0.1, 1e-4));
    assertThat(lean.at("/leanCost/macs").asLong() * 3)
        .isLessThanOrEqualTo(lean.at("/denseCost/macs").asLong());
    double before = topOne(dense.at("/winner/measurement"));
    double after = topOne(lean.at("/epochs/" + (2 * EPOCHS - 1)));
    assertThat(before - after).as("lost of %s", before).isLessThanOrEqualTo(MOST_LOST);
  }
}
