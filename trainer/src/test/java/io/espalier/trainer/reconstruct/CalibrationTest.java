package io.espalier.trainer.reconstruct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {

  @TempDir private Path folder;

  private static Weights drawn(Blueprint plan) {
    return Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
  }

  private static Weights calibrated(Blueprint plan, Dataset dataset, Weights from, int images) {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, from, manager)) {
      Calibration.calibrate(network, dataset, images, 32, 4, manager);
      return network.weights();
    }
  }

  /** What was there before does not count, nor does how much larger kernels are than they were. */
  @Test
  void theStatisticsAreThoseOfTheImagesAlone() throws IOException {
    try (Dataset dataset = Blobs.in(folder, 320)) {
      Blueprint plan =
          Families.draw(
              Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8))), dataset.task());
      Weights weights = drawn(plan);
      Weights once = calibrated(plan, dataset, weights, 128);
      assertThat(once.learned()).isEqualTo(weights.learned());
      assertThat(once.statistics()).isNotEqualTo(weights.statistics());
      assertThat(calibrated(plan, dataset, once, 128).statistics())
          .containsExactly(once.statistics(), within(1e-5f));

      Weights larger = new Weights(weights.layout(), weights.learned().clone(), once.statistics());
      Slot stem = weights.layout().slot("conv1.weight").orElseThrow();
      for (int i = 0; i < stem.size(); i++) {
        larger.learned()[stem.offset() + i] *= 2;
      }
      Slot mean = weights.layout().slot("bn1.running_mean").orElseThrow();
      Weights doubled = calibrated(plan, dataset, larger, 128);
      for (int c = 0; c < mean.size(); c++) {
        assertThat(doubled.statistics()[mean.offset() + c])
            .isCloseTo(2 * once.statistics()[mean.offset() + c], within(1e-4f));
      }
    }
  }
}
