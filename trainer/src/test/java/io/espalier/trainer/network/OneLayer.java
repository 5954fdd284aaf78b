package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Layer;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A network of a layer or two, with drawn weights.
 *
 * @param plan its layers; the last one's output is the network's
 * @param weights of those layers that have any
 */
record OneLayer(Blueprint plan, Weights weights) {

  /**
   * Draws a network.
   *
   * @param images what it is made for
   * @param outputs channels of the last layer
   * @param layers adds the layers behind the input
   */
  static OneLayer draw(Planes images, int outputs, Consumer<Draft> layers) {
    Draft net = Blueprint.draft(new Task(images.channels(), outputs), images.side());
    layers.accept(net);
    Blueprint plan = net.finish();
    Weights weights = Weights.zero(TensorLayout.of(plan));
    SplittableRandom random = new SplittableRandom(7);
    for (float[] vector : new float[][] {weights.learned(), weights.statistics()}) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (0.2 + random.nextDouble());
      }
    }
    return new OneLayer(plan, weights);
  }

  /** Returns the values of a tensor. */
  float[] tensor(String name) {
    return weights.values(weights.layout().slot(name).orElseThrow());
  }

  /** Infers with that layer alone. */
  static Planes infer(Planes images, int outputs, Layer layer) {
    return draw(images, outputs, net -> net.add("layer", layer, net.input())).infer(images);
  }

  Planes infer(Planes images) {
    return run(images, Pass.INFERENCE);
  }

  Planes run(Planes images, Pass pass) {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      float[] values = network.forward(upload(images, batch), pass).toFloatArray();
      Node last = plan.nodes().get(plan.nodes().size() - 1);
      return Planes.of(images.images(), last.shape().channels(), last.shape().height(), values);
    }
  }

  static NDArray upload(Planes images, NDManager manager) {
    return manager.create(
        images.floats(),
        new Shape(images.images(), images.channels(), images.side(), images.side()));
  }
}
