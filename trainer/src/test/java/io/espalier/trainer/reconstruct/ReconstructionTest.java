package io.espalier.trainer.reconstruct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.family.Families;
import io.espalier.trainer.Blobs;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small residual networks with drawn weights, on images of blobs. */
class ReconstructionTest {

  private static final Architecture DENSE =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 8), Stage.of(1, 16)));

  @TempDir static Path folder;

  private static Dataset dataset;

  @BeforeAll
  static void openTheImages() throws IOException {
    dataset = Blobs.in(folder, 160);
  }

  @AfterAll
  static void closeTheImages() throws IOException {
    dataset.close();
  }

  private record Fit(List<Reconstruction.LayerFit> layers, Weights weights) {}

  private static Architecture lean(String density) {
    Architecture lean = DENSE;
    for (int i = 0; i < lean.stages().size(); i++) {
      lean = lean.withStage(i, lean.stages().get(i).withLean(Lean.parse(density)));
    }
    return lean;
  }

  private static Blueprint plan(Architecture architecture) {
    return Families.draw(architecture, dataset.task());
  }

  private static Weights drawn(Architecture architecture) {
    return Weights.initial(TensorLayout.of(plan(architecture)), new SplittableRandom(5));
  }

  private static Fit fit(Weights dense, Architecture to, Weights from) {
    try (NDManager manager = NDManager.newBaseManager();
        Network source = new Network(plan(DENSE), dense, manager);
        Network target = new Network(plan(to), from, manager)) {
      List<Reconstruction.LayerFit> layers =
          Reconstruction.fit(source, target, dataset, 100, 4, manager);
      return new Fit(layers, target.weights());
    }
  }

  private static Fit fitted(String density) {
    Weights dense = drawn(DENSE);
    Weights projected = Sparsified.of(DENSE, lean(density), dataset.task(), dense).weights();
    return fit(dense, lean(density), projected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"groups:4", "depthwise:cross", "groups:2:arms", "groups:4:separable"})
  void everyLayerComesNearerThanItsProjection(String density) {
    List<Reconstruction.LayerFit> layers = fitted(density).layers();
    assertThat(layers)
        .extracting(Reconstruction.LayerFit::name)
        .containsExactly("layer1.0.conv1", "layer1.0.conv2", "layer2.0.conv1", "layer2.0.conv2");
    assertThat(layers).allMatch(layer -> layer.fitted() < layer.projected());
  }

  @Test
  void equalOrdersGiveEqualWeights() {
    Weights once = fitted("groups:2").weights();
    Weights again = fitted("groups:2").weights();
    assertThat(once.learned()).isEqualTo(again.learned());
    assertThat(once.statistics()).isEqualTo(again.statistics());
  }

  /** The dense network does what a lean one does; its kernels are found again. */
  @Test
  void aNetworkThatIsLeanAlreadyIsFoundAgain() {
    Architecture to = lean("groups:4");
    Weights wanted = fitted("groups:4").weights();
    Weights dense = merged(to, wanted);
    Weights moved =
        new Weights(wanted.layout(), wanted.learned().clone(), wanted.statistics().clone());
    SplittableRandom random = new SplittableRandom(6);
    for (Slot slot : wanted.layout().learned()) {
      if (slot.node().layer() instanceof LeanConv) {
        IntStream.range(slot.offset(), slot.offset() + slot.size())
            .forEach(i -> moved.learned()[i] += (float) (0.1 * random.nextGaussian()));
      }
    }
    Fit found = fit(dense, to, moved);
    Weights again = merged(to, found.weights());
    assertThat(again.learned()).containsExactly(dense.learned(), within(1e-3f));
    assertThat(again.statistics()).containsExactly(dense.statistics(), within(1e-3f));
    assertThat(found.layers()).allMatch(layer -> layer.fitted() < 1e-3);
  }

  /** The dense network that does what a lean one does. */
  private static Weights merged(Architecture architecture, Weights lean) {
    Weights dense = Weights.zero(TensorLayout.of(plan(DENSE)));
    for (Node node : plan(architecture).nodes()) {
      if (node.layer() instanceof LeanConv) {
        Slot slot = dense.layout().slot(node.name() + ".weight").orElseThrow();
        put(DenseKernel.of(node, lean).values(), slot, dense);
      }
    }
    for (Slot slot : lean.layout().slots()) {
      if (!(slot.node().layer() instanceof LeanConv)) {
        put(lean.values(slot), dense.layout().slot(slot.name()).orElseThrow(), dense);
      }
    }
    return dense;
  }

  private static void put(float[] values, Slot slot, Weights weights) {
    System.arraycopy(values, 0, weights.vector(slot.kind()), slot.offset(), values.length);
  }

  @Test
  void anotherNetworkIsRefused() {
    Architecture deeper = DENSE.withStage(0, Stage.of(2, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fit(drawn(DENSE), deeper, drawn(deeper)))
        .withMessageContaining("layer1.1.conv1");
  }
}
