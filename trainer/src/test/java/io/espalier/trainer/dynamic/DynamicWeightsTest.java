package io.espalier.trainer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.SharedData;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicWeightsTest {

  @TempDir private Path folder;

  private static DynamicPlan plan(Architecture architecture, Task task) {
    return DynamicPlan.of(
        architecture, task, DynamicResolution.of(When.FINAL, List.of(1.0, 0.75, 0.5), 0.6));
  }

  private static float[] scores(List<Blueprint> ways, int way, Weights weights, int side) {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(ways, weights, manager);
        NDManager batch = manager.newSubManager()) {
      SplittableRandom random = new SplittableRandom(2);
      float[] pixels = new float[3 * side * side];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      NDArray image = batch.create(pixels, new Shape(1, 3, side, side));
      return network.forward(way, image, Pass.INFERENCE).toFloatArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"resnet-18@64", "mobilenet-v2-0.35@96"})
  void theFileLoadsAsTheOrdinaryNetworkThatItWasMadeFrom(String preset) throws IOException {
    Preset known = Families.preset(preset);
    Blueprint ordinary = Families.draw(known.architecture(), known.task());
    DynamicPlan plan = plan(known.architecture(), known.task());
    Weights drawn = Weights.initial(TensorLayout.of(ordinary), new SplittableRandom(1));
    Weights around = DynamicWeights.around(plan, drawn, new SplittableRandom(3));
    Path file = folder.resolve("around.safetensors");
    new SafetensorsWriter().weights(around).write(file);

    Weights loaded =
        WeightsFile.read(
            SafetensorsFile.open(file), TensorLayout.of(ordinary), DynamicPlan::isExtra);

    assertThat(loaded.learned()).isEqualTo(drawn.learned());
    assertThat(loaded.statistics()).isEqualTo(drawn.statistics());
    int side = ordinary.inputShape().height();
    assertThat(scores(plan.waysInTraining(), 0, around, side))
        .isEqualTo(scores(List.of(ordinary), 0, drawn, side));
    // At first all resolutions have the batch norms of the full one.
    Blueprint half = Families.draw(known.architecture().withResolution(side / 2), known.task());
    assertThat(scores(plan.waysInTraining(), 2, around, side))
        .isEqualTo(scores(List.of(half), 0, drawn, side));
  }

  @Test
  void publishedWeightsKeepTheirFunctionWithAPredictorAroundThem() throws IOException {
    Path file = SharedData.file("weights/imagenet_mobilenet_v2_1.0_224_dequant.safetensors");
    Preset known = Families.preset("mobilenet-v2-1.0@128");
    Blueprint ordinary = Families.draw(known.architecture(), known.task());
    DynamicPlan plan = plan(known.architecture(), known.task());
    Weights published = WeightsFile.read(SafetensorsFile.open(file), TensorLayout.of(ordinary));
    Weights around = DynamicWeights.around(plan, published, new SplittableRandom(3));
    assertThat(scores(plan.waysInTraining(), 0, around, 128))
        .isEqualTo(scores(List.of(ordinary), 0, published, 128));
  }
}
