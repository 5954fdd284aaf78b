package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.Sets;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Lifetimes;
import io.espalier.space.blueprint.Linear;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {

  /** Small, so that the largest networks run, too; even the last stage has several pixels. */
  private static final int RESOLUTION = 64;

  static Stream<String> presets() {
    return Families.presetNames().values().stream().flatMap(List::stream);
  }

  private static Blueprint draw(String name) {
    Preset preset = Families.preset(name + "@" + RESOLUTION);
    return Families.draw(preset.architecture(), preset.task());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aNetworkHasTheLedgersParametersUnderUniqueNames(String preset) {
    Blueprint plan = draw(preset);
    TensorLayout layout = TensorLayout.of(plan);
    Set<String> names = new HashSet<>();
    assertThat(layout.slots()).allSatisfy(slot -> assertThat(names.add(slot.name())).isTrue());
    assertThat((long) layout.learnedSize()).isEqualTo(MacLedger.of(plan).parameters());
    assertThat(layout.learned().stream().mapToInt(Slot::size).sum())
        .isEqualTo(layout.learnedSize());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void whatRunsHasTheShapesAndMacsOfTheLedger(String preset) {
    Blueprint plan = draw(preset);
    Map<String, Long> macs = new HashMap<>();
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, Weights.zero(TensorLayout.of(plan)), manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.zeros(new Shape(1, 3, RESOLUTION, RESOLUTION));
      network.forward(
          images,
          Pass.INFERENCE,
          (node, tensors, output) -> {
            assertThat(output.getShape()).as(node.name()).isEqualTo(expected(node));
            NDArray kernel = tensors.get(node.name() + ".weight");
            if (node.layer() instanceof Conv || node.layer() instanceof Linear) {
              long pixels = output.size() / output.getShape().get(1);
              macs.put(node.name(), kernel.size() * pixels);
            }
            if (node.layer() instanceof Conv conv) {
              assertThat(kernel.getShape()).as(node.name()).isEqualTo(kernel(conv));
            }
          });
    }
    MacLedger ledger = MacLedger.of(plan);
    assertThat(ledger.layers().stream().filter(row -> row.macs() > 0))
        .allSatisfy(row -> assertThat(macs).containsEntry(row.name(), row.macs()));
    assertThat(macs.values().stream().mapToLong(i -> i).sum()).isEqualTo(ledger.macs());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void noMoreActivationsAreKeptThanTheBlueprintSays(String preset) {
    Blueprint plan = draw(preset);
    Set<NDArray> outputs = Sets.newIdentityHashSet();
    List<Long> kept = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, Weights.zero(TensorLayout.of(plan)), manager);
        NDManager batch = manager.newSubManager()) {
      network.forward(
          batch.zeros(new Shape(1, 3, RESOLUTION, RESOLUTION)),
          Pass.INFERENCE,
          (node, tensors, output) -> {
            outputs.add(output);
            outputs.removeIf(NDArray::isReleased);
            kept.add(outputs.stream().mapToLong(NDArray::size).sum());
          });
    }
    assertThat(Collections.max(kept))
        .isEqualTo(Lifetimes.of(Folding.of(plan).blueprint()).peakActivations())
        .isLessThanOrEqualTo(Lifetimes.of(plan).peakActivations());
  }

  /** The scores are a matrix; everything before has rows and columns. */
  private static Shape expected(Blueprint.Node node) {
    return node.layer() instanceof Linear
        ? new Shape(1, node.shape().channels())
        : new Shape(1, node.shape().channels(), node.shape().height(), node.shape().width());
  }

  private static Shape kernel(Conv conv) {
    return new Shape(conv.out(), conv.in() / conv.groups(), conv.kernel(), conv.kernel());
  }

  @Test
  void aPassThroughAllLayersGivesEqualScoresInferredOrWatched() {
    Blueprint plan =
        Families.draw(
            Architecture.of("resnet-cifar", 16, List.of(Stage.of(2, 4), Stage.of(2, 8)))
                .withOption("shortcut", "a"),
            new Task(3, 5));
    Weights weights = Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(2, 3, 16, 16));
      float[] once = network.forward(images, Pass.INFERENCE).toFloatArray();
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(once);
      assertThat(network.weights().learned()).isEqualTo(weights.learned());
      assertThat(network.weights().statistics()).isEqualTo(weights.statistics());
    }
  }

  /** Inference reads copies of kernels, laid out anew; they must not outlive what they copy. */
  @Test
  void inferenceFollowsTheWeightsHoweverTheyChange() {
    Blueprint plan =
        Families.draw(
            Architecture.of("resnet-cifar", 16, List.of(Stage.of(1, 4), Stage.of(1, 8))),
            new Task(3, 5));
    Weights first = Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
    Weights second = Weights.initial(TensorLayout.of(plan), new SplittableRandom(2));
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, first, manager);
        Network other = new Network(plan, second, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(2, 3, 16, 16));
      float[] before = network.forward(images, Pass.INFERENCE).toFloatArray();
      float[] after = other.forward(images, Pass.INFERENCE).toFloatArray();
      assertThat(after).isNotEqualTo(before);

      network.load(second);
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(after);
      Network.fill(network.learned(), first.learned());
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(before);
      Network.fill(network.vectors().get(0), second.learned());
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(after);
    }
  }

  @Test
  void imagesOfAnotherSizeAreResizedToTheInput() {
    Blueprint plan =
        Families.draw(Families.preset("resnet-cifar-20-b@24").architecture(), Task.CIFAR_10);
    Weights weights = Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.randomNormal(new Shape(2, 3, 32, 32));
      float[] expected =
          network.forward(Interpolation.resize(images, 24, 24), Pass.INFERENCE).toFloatArray();
      assertThat(network.forward(images, Pass.INFERENCE).toFloatArray()).isEqualTo(expected);
    }
  }
}
