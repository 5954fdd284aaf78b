package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published ResNet-20 in groups of 4, fitted, and a few steps later. */
class LeanResNet20IT {

  private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();

  @TempDir Path folder;

  private static double topOne(JsonNode measurement) {
    return measurement.get("topOneCorrect").asDouble() / measurement.get("images").asDouble();
  }

  @Test
  void itLosesItsAccuracyAndRecovers() throws IOException {
    Path weights = SHARED.resolve("weights/cifar10_resnet20_akamaster.safetensors");
    Path images = SHARED.resolve("data/cifar10-lossless-5k.zip");
    assumeTrue(Files.exists(weights), () -> weights + " is missing");
    assumeTrue(Files.exists(images), () -> images + " is missing");
    Terminal terminal =
        Terminal.run(
            "lean",
            Path.of("../specs/lean-resnet20.yaml"),
            "--weights",
            weights,
            "--density",
            "groups:4",
            "--format",
            "json",
            "--threads",
            "1",
            "--calibrate",
            "256",
            "--out",
            folder.resolve("lean"),
            "--set",
            "data.train=" + images + "!/train",
            "--set",
            "data.test=" + images + "!/test",
            "--set",
            "data.limit=1112",
            "--set",
            "train.epochs=1",
            "--set",
            "train.batch=32",
            "--set",
            "train.optimizer.sgd.rate=0.02");
    assertThat(terminal.status()).as(terminal.err()).isEqualTo(Espalier.DONE);
    JsonNode result = Json.newMapper().readTree(terminal.out());
    assertThat(result.at("/denseCost/macs").asLong()).isEqualTo(40_551_040);
    assertThat(result.at("/leanCost/macs").asLong() * 3).isLessThan(40_551_040);
    assertThat(result.get("layers")).hasSize(18);
    assertThat(topOne(result.get("before"))).isCloseTo(0.915, within(0.003));
    assertThat(topOne(result.get("projected"))).isLessThan(0.3);
    assertThat(result.at("/fitted/layers")).hasSize(18);
    assertThat(topOne(result.at("/fitted/measurement"))).isGreaterThan(0.4);
    assertThat(topOne(result.get("calibrated"))).isGreaterThan(0.4);
    assertThat(result.at("/epochs/0/loss").asDouble())
        .isLessThan(result.at("/calibrated/loss").asDouble());
  }
}
