package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.family.Families;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks with their batch norms folded give the same scores. */
class FoldingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet-18@64",
        "resnet-50@64",
        "resnet-cifar-20-a",
        "mobilenet-v2-0.35@64",
        "shufflenet-v2-0.5@64",
        "efficientnet-b0@64",
        "ghostnet-1.0@64"
      })
  void aNetworkOfAnyFamilyComputesTheSame(String preset) {
    Blueprint drawn = Families.draw(Families.preset(preset).architecture(), Task.CIFAR_10);
    Blueprint folded = Folding.of(drawn).blueprint();
    assertThat(folded.nodes()).hasSizeLessThan(drawn.nodes().size());
    assertThat(macs(folded)).isEqualTo(macs(drawn));
    assertComputesAsDrawn(drawn, Network::runApart);
  }

  @ParameterizedTest
  @CsvSource({
    "groups:4, false", "groups:4, true",
    "groups:4:cross, false", "groups:4:cross, true",
    "depthwise:arms, false", "depthwise:arms, true",
    "groups:4:separable, false", "groups:4:separable, true"
  })
  void aLeanNetworkInPartsOrMergedComputesTheSame(String density, boolean merged) {
    Blueprint drawn = Families.draw(leanResNet20(Lean.parse(density)), Task.CIFAR_10);
    Blueprint folded = Folding.of(drawn).blueprint();
    assertThat(folded.nodes()).noneMatch(node -> node.layer() instanceof BatchNorm);
    assertThat(macs(folded)).isEqualTo(macs(drawn));
    assertComputesAsDrawn(drawn, merged ? Network::mergeAll : Network::runApart);
  }

  private static Architecture leanResNet20(Lean density) {
    Architecture dense = Families.preset("resnet-cifar-20-a").architecture();
    return dense.withDensities(Collections.nCopies(dense.stages().size(), density));
  }

  private static void assertComputesAsDrawn(Blueprint drawn, Consumer<Network> way) {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(drawn, used(drawn), manager);
        NDManager batch = manager.newSubManager()) {
      way.accept(network);
      NDArray images = batch.randomNormal(new Shape(2, 3, 64, 64));
      float[] expected = asDrawn(network, images);
      float[] scores = network.forward(images, Pass.INFERENCE).toFloatArray();
      double largest = 0;
      for (float score : expected) {
        largest = Math.max(largest, Math.abs(score));
      }
      assertThat(largest).isPositive();
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i]).isCloseTo(expected[i], within((float) (1e-4 * largest)));
      }
    }
  }

  private static float[] asDrawn(Network network, NDArray images) {
    return Route.of(network.blueprint())
        .run(network.unlearning(), images, Pass.INFERENCE, (node, tensors, output) -> {})
        .toFloatArray();
  }

  private static long macs(Blueprint blueprint) {
    return blueprint.nodes().stream().mapToLong(Blueprint.Node::macs).sum();
  }

  /** Weights whose batch norms have seen something. */
  private static Weights used(Blueprint blueprint) {
    TensorLayout layout = TensorLayout.of(blueprint);
    SplittableRandom random = new SplittableRandom(3);
    Weights weights = Weights.initial(layout, random);
    for (Slot slot : layout.slots()) {
      float[] vector = weights.vector(slot.kind());
      for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
        switch (slot.kind()) {
          case MEAN, SHIFT -> vector[i] = (float) random.nextDouble(-0.5, 0.5);
          case VARIANCE, SCALE -> vector[i] = (float) random.nextDouble(0.5, 1.5);
          default -> {}
        }
      }
    }
    return weights;
  }

  @Test
  void onlyABatchNormThatIsAloneInReadingAConvolutionIsFolded() {
    Blueprint.Draft draft = Blueprint.draft(new Task(3, 4), 8);
    Blueprint.Node alone = draft.norm("alone", draft.conv("first", draft.input(), 4, 3, 1));
    Blueprint.Node shared = draft.conv("shared", alone, 4, 3, 1);
    Blueprint.Node norm = draft.norm("second", shared);
    Blueprint.Node sum = draft.add("sum", new Add(), shared, norm);
    draft.norm("third", sum);
    Blueprint folded = Folding.of(draft.finish()).blueprint();
    List<String> names = folded.nodes().stream().map(Blueprint.Node::name).toList();
    assertThat(names).containsExactly("input", "first", "shared", "second", "sum", "third");
    assertThat(((Conv) folded.nodes().get(1).layer()).bias()).isTrue();
    assertThat(((Conv) folded.nodes().get(2).layer()).bias()).isFalse();
    assertThat(folded.nodes().get(4).inputs()).containsExactly(2, 3);
    assertThat(folded.nodes().stream().filter(node -> node.layer() instanceof BatchNorm))
        .hasSize(2);
  }

  @Test
  void theBiasOfAConvolutionIsKept() {
    Blueprint.Draft draft = Blueprint.draft(new Task(3, 4), 8);
    Conv conv = new Conv(3, 4, 3, 1, Padding.half(3), 1, true);
    draft.norm("norm", draft.add("conv", conv, draft.input()));
    Blueprint drawn = draft.finish();
    Weights weights = used(drawn);
    Arrays.fill(weights.learned(), 0.25f);
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(drawn, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(2, 3, 8, 8));
      float[] expected = asDrawn(network, images);
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(expected);
    }
  }
}
