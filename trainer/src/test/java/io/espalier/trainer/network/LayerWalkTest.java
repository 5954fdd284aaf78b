package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.family.Families;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerWalkTest {

  private static final int BATCHES = 2;

  private static Blueprint plan(String family) {
    Architecture architecture =
        Architecture.of(family, 32, List.of(Stage.of(2, 8), Stage.of(2, 16), Stage.of(1, 32)));
    return Families.draw(architecture, new Task(3, 10));
  }

  private static Weights drawn(Blueprint plan) {
    return Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
  }

  private static NDArray images(int batch, int side, NDManager manager) {
    SplittableRandom random = new SplittableRandom(batch);
    float[] pixels = new float[4 * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return manager.create(pixels, new Shape(4, side, side, 3)).transpose(0, 3, 1, 2);
  }

  private static float[] run(Network network, int batch, int side, NDManager manager) {
    return Route.of(network.blueprint())
        .run(
            network.unlearning(),
            images(batch, side, manager),
            Pass.INFERENCE,
            (node, tensors, output) -> {})
        .toFloatArray();
  }

  private static Node last(Blueprint plan) {
    return plan.nodes().get(plan.nodes().size() - 1);
  }

  /** Also where images are resized first, and where layers return what they read. */
  @ParameterizedTest
  @ValueSource(ints = {32, 40})
  void aWalkComputesWhatTheNetworkDoes(int side) {
    Blueprint plan = plan("resnet-cifar");
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, drawn(plan), manager);
        LayerWalk walk = new LayerWalk(network, manager)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        walk.add(images(batch, side, manager));
      }
      for (Node node : plan.nodes()) {
        walk.run(node);
        // Running a node again changes nothing but the arrays.
        walk.run(node);
        walk.leave(node);
      }
      for (int batch = 0; batch < BATCHES; batch++) {
        assertThat(walk.output(batch, last(plan)).toFloatArray())
            .isEqualTo(run(network, batch, side, manager));
      }
    }
  }

  @Test
  void everyLayerRunsWithTheWeightsOfTheMoment() {
    Blueprint plan = plan("resnet-cifar");
    Weights halved = drawn(plan);
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, drawn(plan), manager);
        LayerWalk walk = new LayerWalk(network, manager)) {
      walk.add(images(0, 32, manager));
      Iterator<Node> nodes = plan.nodes().iterator();
      Node stem = nodes.next();
      walk.run(stem);
      walk.leave(stem);
      for (int i = 0; i < halved.learned().length; i++) {
        halved.learned()[i] /= 2;
      }
      network.load(halved);
      nodes.forEachRemaining(
          node -> {
            walk.run(node);
            walk.leave(node);
          });
      assertThat(walk.output(0, last(plan)).toFloatArray()).isEqualTo(run(network, 0, 32, manager));
    }
  }

  /** What nothing reads any more is closed: only images and the last output are left. */
  @Test
  void whatIsLeftIsClosed() {
    Blueprint plan = plan("resnet-cifar");
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, drawn(plan), manager);
        LayerWalk walk = new LayerWalk(network, manager)) {
      walk.add(images(0, 32, manager));
      for (Node node : plan.nodes()) {
        walk.run(node);
        walk.leave(node);
      }
      assertThat(walk.held()).isEqualTo(2);
    }
  }
}
