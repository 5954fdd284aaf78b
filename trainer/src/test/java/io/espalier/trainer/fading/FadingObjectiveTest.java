package io.espalier.trainer.fading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FadingObjectiveTest {

  private static final Task TASK = new Task(3, 4);
  private static final int BATCHES = 5;

  private static Architecture of(String density) {
    Lean lean = Lean.parse(density);
    return Architecture.of(
        "resnet-cifar", 8, List.of(Stage.of(1, 8).withLean(lean), Stage.of(1, 16).withLean(lean)));
  }

  private static Blueprint drawn(String density) {
    return Families.draw(of(density), TASK);
  }

  /** Learns nothing: what changes is what fades. */
  private static final Objective NOTHING =
      new Objective() {
        @Override
        public double rate(double epoch) {
          return 0.1 * epoch;
        }

        @Override
        public Lesson learn(Network network, Examples examples) {
          return Lesson.of(1);
        }
      };

  private static Weights random(Blueprint plan) {
    Weights weights = Weights.initial(TensorLayout.of(plan), new SplittableRandom(3));
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < weights.learned().length; i++) {
      weights.learned()[i] += (float) (0.1 + random.nextDouble());
    }
    return weights;
  }

  private static Examples step(NDManager owner, int step) {
    return new Examples(
        owner.zeros(new Shape(1, 3, 8, 8)),
        owner.zeros(new Shape(1, 4)),
        step / BATCHES,
        step % BATCHES,
        BATCHES,
        purpose -> new SplittableRandom(1));
  }

  private static Weights faded(String density, double epochs, int steps) {
    Blueprint dense = drawn("dense");
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(dense, random(dense), manager)) {
      Objective fading = new FadingObjective(NOTHING, dense, drawn(density), epochs);
      for (int step = 0; step < steps; step++) {
        fading.learn(network, step(manager, step));
      }
      return network.weights();
    }
  }

  /** After the fade the dense network is the lean one: the projection loses nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"groups:4", "depthwise", "groups:2:cross", "depthwise:arms"})
  void whatHasFadedIsLean(String density) {
    Weights faded = faded(density, 2, 2 * BATCHES + 1);
    Sparsified lean = Sparsified.of(of("dense"), of(density), TASK, faded);
    assertThat(lean.layers())
        .hasSize(4)
        .allSatisfy(layer -> assertThat(layer.relativeError()).isLessThan(1e-7));
    try (NDManager manager = NDManager.newBaseManager();
        Network one = new Network(drawn("dense"), faded, manager);
        Network other = new Network(drawn(density), lean.weights(), manager)) {
      NDArray images = manager.arange(0f, 2 * 3 * 64).sin().reshape(new Shape(2, 3, 8, 8));
      float[] expected = one.forward(images, Pass.INFERENCE).toFloatArray();
      float[] found = other.forward(images, Pass.INFERENCE).toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-5f * Math.abs(expected[i])));
      }
    }
  }

  /** In step t of T, leaving values count (1 - t / T)^3; the lean network's own are left alone. */
  @Test
  void leavingValuesFadeFastAndThenSlowly() {
    Blueprint dense = drawn("dense");
    Weights before = random(dense);
    int[] leaving = Leaving.places(dense, drawn("groups:4"));
    for (int step : new int[] {0, 1, 4, 7, 9}) {
      Weights after = faded("groups:4", 2, step + 1);
      float[] expected = before.learned().clone();
      for (int place : leaving) {
        expected[place] *= (float) Math.pow(1 - step / 10.0, 3);
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat(after.learned()[i])
            .isCloseTo(expected[i], within(1e-5f * Math.abs(expected[i])));
      }
    }
  }

  /** Values that leave are those that the lean network has less, each of them once. */
  @Test
  void asManyLeaveAsTheLeanNetworkHasLess() {
    Blueprint dense = drawn("dense");
    // The 1x1 convolution and the square both have the centres within groups: counted twice.
    long centres = 4L * (8 + 8 + 16 + 16);
    assertThat(Leaving.places(dense, drawn("groups:4")))
        .hasSize((int) (dense.parameters() - drawn("groups:4").parameters() + centres))
        .doesNotHaveDuplicates();
  }

  @Test
  void theOthersLearnAtFullPaceAndWhatLeavesAtTheSquareOfItsShare() {
    Blueprint dense = drawn("dense");
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(dense, random(dense), manager)) {
      Objective fading = new FadingObjective(NOTHING, dense, drawn("depthwise"), 2);
      float[] paces = fading.learn(network, step(manager, 5)).paces().orElseThrow();
      Slot kernel = TensorLayout.of(dense).slot("layer1.0.conv1.weight").orElseThrow();
      // Output 0 of a 3x3 convolution of 8 channels: its own channel stays, of others the centre.
      assertThat(paces[kernel.offset()]).isEqualTo(1);
      assertThat(paces[kernel.offset() + 9]).isEqualTo((float) Math.pow(0.5, 6));
      assertThat(paces[kernel.offset() + 13]).isEqualTo(1);
      assertThat(fading.rate(3)).isEqualTo(0.1 * 3);
    }
  }

  @Test
  void aSeparableStencilIsRefused() {
    assertThatThrownBy(
            () -> new FadingObjective(NOTHING, drawn("dense"), drawn("depthwise:separable"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layer1.0.conv1: A dense convolution cannot fade into a separable stencil. Choose"
                + " square, cross or arms.");
    assertThatThrownBy(() -> new FadingObjective(NOTHING, drawn("groups:4"), drawn("depthwise"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only dense convolutions fade");
  }
}
