package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Ticker;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergingTest {

  private static final Task TASK = new Task(3, 5);

  private static Blueprint plan(String density) {
    Lean lean = Lean.parse(density);
    return Families.draw(
        Architecture.of(
            "resnet-cifar",
            16,
            List.of(Stage.of(1, 8).withLean(lean), Stage.of(1, 16).withLean(lean))),
        TASK);
  }

  private static Weights weights(Blueprint plan, long seed) {
    return Weights.initial(TensorLayout.of(plan), new SplittableRandom(seed));
  }

  private static float[] scores(Network network, NDManager manager, Pass pass) {
    try (NDManager batch = manager.newSubManager()) {
      NDArray images = batch.arange(0f, 2 * 3 * 16 * 16).sin().reshape(new Shape(2, 3, 16, 16));
      return network.forward(images, pass).toFloatArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"depthwise", "groups:4:cross", "groups:2:separable", "depthwise:arms"})
  void mergedLayersComputeTheSameUntilTheWeightsChange(String density) {
    Blueprint plan = plan(density);
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights(plan, 1), manager)) {
      float[] apart = scores(network, manager, Pass.INFERENCE);
      network.mergeAll();
      assertThat(scores(network, manager, Pass.INFERENCE)).containsExactly(apart, within(1e-4f));
      network.runApart();
      assertThat(scores(network, manager, Pass.INFERENCE)).isEqualTo(apart);

      network.mergeAll();
      network.load(weights(plan, 2));
      float[] others = scores(network, manager, Pass.INFERENCE);
      assertThat(others).isNotEqualTo(apart);
      network.mergeAll();
      assertThat(scores(network, manager, Pass.INFERENCE)).containsExactly(others, within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLayerIsMergedIfThatWasFaster(boolean mergedIsFaster) {
    Blueprint plan = plan("groups:4");
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights(plan, 1), manager)) {
      float[] apart = scores(network, manager, Pass.INFERENCE);
      int merged = network.mergeWhereFaster(1, new Told(mergedIsFaster));
      assertThat(merged).isEqualTo(mergedIsFaster ? 4 : 0);
      assertThat(scores(network, manager, Pass.INFERENCE)).containsExactly(apart, within(1e-4f));
    }
  }

  /** Each layer is timed apart first, then merged, with 20 looks at the clock each. */
  private static final class Told extends Ticker {
    private final boolean mergedIsFaster;
    private long looks;
    private long now;

    Told(boolean mergedIsFaster) {
      this.mergedIsFaster = mergedIsFaster;
    }

    @Override
    public long read() {
      boolean merged = looks / 20 % 2 == 1;
      looks++;
      now += merged == mergedIsFaster ? 10 : 20;
      return now;
    }
  }
}
