package io.espalier.trainer.trained;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkEvaluationTest {

  private static final Architecture LEAN =
      Architecture.of(
          "resnet-cifar",
          12,
          List.of(Stage.of(1, 8), Stage.of(1, 8).withLean(Lean.parse("depthwise"))));

  @TempDir private Path folder;

  @Test
  void aNetworkIsCountedMeasuredAndTimed() throws IOException {
    try (Dataset dataset = Blobs.in(folder, 80)) {
      Blueprint blueprint = Families.draw(LEAN, dataset.task());
      Path file = folder.resolve("drawn.safetensors");
      new SafetensorsWriter()
          .weights(Weights.initial(TensorLayout.of(blueprint), new SplittableRandom(1)))
          .write(file);
      NetworkEvaluation evaluation =
          NetworkEvaluation.of(LEAN, file, dataset, 16, Torch.start(1, Optional.of("cpu")));
      assertThat(evaluation.measurement().images()).isEqualTo(20);
      assertThat(evaluation.macs()).isEqualTo(MacLedger.macs(blueprint));
      assertThat(evaluation.parameters()).isEqualTo(blueprint.parameters());
      assertThat(evaluation.latency().lean()).isEqualTo(2);
      assertThat(evaluation.latency().millis()).isPositive();
      assertThat(evaluation.imagesPerSecond()).isPositive();
      assertThat(evaluation.scoreAmongPresent()).isEmpty();
      assertThat(evaluation.dynamic()).isEmpty();
    }
  }
}
