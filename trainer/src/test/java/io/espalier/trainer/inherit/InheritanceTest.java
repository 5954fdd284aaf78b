package io.espalier.trainer.inherit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.Slot.Kind;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InheritanceTest {

  private static final Task TASK = new Task(3, 7);

  static Stream<Arguments> growths() {
    Architecture cifar =
        Architecture.of(
            "resnet-cifar", 16, List.of(Stage.of(1, 4), Stage.of(2, 8), Stage.of(1, 12)));
    Architecture cifarA = cifar.withOption("shortcut", "a");
    Architecture basic =
        Architecture.of("resnet", 64, List.of(Stage.of(1, 4), Stage.of(1, 8), Stage.of(1, 8)));
    Architecture bottleneck = basic.withOption("block", "bottleneck");
    return Stream.of(cifar, cifarA, basic, bottleneck)
        .flatMap(
            base ->
                Stream.of(
                    growth("depth of stage 1", base, a -> deeper(a, 0)),
                    growth("depth of stage 3", base, a -> deeper(a, 2)),
                    growth("width of stage 1", base, a -> wider(a, 0)),
                    growth("width of stage 2", base, a -> wider(a, 1)),
                    growth("width of stage 3", base, a -> wider(a, 2)),
                    growth("width of all", base, a -> wider(wider(wider(a, 0), 1), 2)),
                    growth("depth and width", base, a -> deeper(wider(deeper(a, 1), 1), 0))));
  }

  private static Arguments growth(
      String what, Architecture base, UnaryOperator<Architecture> grow) {
    return Arguments.of(base.family() + base.options() + " " + what, base, grow.apply(base));
  }

  private static Architecture deeper(Architecture base, int stage) {
    Stage changed = base.stages().get(stage);
    return base.withStage(stage, changed.withDepth(changed.depth() + 2));
  }

  private static Architecture wider(Architecture base, int stage) {
    int width = base.stages().get(stage).width() + 5;
    return Families.named(base.family()).widen(base, stage, width);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growths")
  void aGrownChildComputesWhatItsParentComputes(
      String what, Architecture parent, Architecture child) {
    Blueprint parentPlan = Families.draw(parent, TASK);
    Blueprint childPlan = Families.draw(child, TASK);
    Weights weights = used(Weights.initial(TensorLayout.of(parentPlan), new SplittableRandom(1)));
    Weights inherited =
        Inheritance.inherit(childPlan, parentPlan, weights, new SplittableRandom(2));

    float[] expected = scores(parentPlan, weights);
    float[] actual = scores(childPlan, inherited);

    assertThat(child.contains(parent)).isTrue();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
    }
    assertThat(spread(expected)).as("the parent tells images apart").isGreaterThan(1e-2);
  }

  @Test
  void newWeightsLearn() {
    Architecture parent = Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 4)));
    Blueprint parentPlan = Families.draw(parent, TASK);
    Blueprint childPlan = Families.draw(wider(parent, 0), TASK);
    Weights weights = used(Weights.initial(TensorLayout.of(parentPlan), new SplittableRandom(1)));
    Weights inherited =
        Inheritance.inherit(childPlan, parentPlan, weights, new SplittableRandom(2));
    float[] stem = inherited.values(inherited.layout().slot("conv1.weight").orElseThrow());
    // Rows of new outputs are drawn afresh, not zero: else nothing behind them could learn.
    for (int i = 4 * 27; i < stem.length; i++) {
      assertThat(stem[i]).isNotZero();
    }
  }

  @Test
  void aChildThatDoesNotContainItsParentIsRefused() {
    Blueprint small =
        Families.draw(Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 4))), TASK);
    Blueprint large =
        Families.draw(Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 8))), TASK);
    Weights weights = Weights.initial(TensorLayout.of(large), new SplittableRandom(1));
    assertThatThrownBy(() -> Inheritance.inherit(small, large, weights, new SplittableRandom(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fewer than the 8");
  }

  /** Gives batch norm the statistics and scales of a network that has been trained a while. */
  private static Weights used(Weights weights) {
    SplittableRandom random = new SplittableRandom(3);
    weights
        .layout()
        .slots()
        .forEach(
            slot -> {
              float[] vector = weights.vector(slot.kind());
              for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
                if (slot.kind() == Kind.SCALE || slot.kind() == Kind.VARIANCE) {
                  vector[i] = (float) (0.5 + random.nextDouble());
                } else if (slot.kind() == Kind.SHIFT || slot.kind() == Kind.MEAN) {
                  vector[i] = (float) (random.nextDouble() - 0.5);
                }
              }
            });
    return weights;
  }

  private static float[] scores(Blueprint plan, Weights weights) {
    int side = plan.inputShape().height();
    float[] pixels = new float[2 * 3 * side * side];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.create(pixels, new Shape(2, 3, side, side));
      return network.forward(images, Pass.INFERENCE).toFloatArray();
    }
  }

  private static double spread(float[] scores) {
    double largest = 0;
    for (int i = 0; i < scores.length / 2; i++) {
      largest = Math.max(largest, Math.abs(scores[i] - scores[i + scores.length / 2]));
    }
    return largest;
  }
}
