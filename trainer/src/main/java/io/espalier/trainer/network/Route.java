package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Lifetimes;
import java.util.Map;

/**
 * The layers of a blueprint, computed one after the other.
 *
 * @param lifetimes of its outputs
 */
record Route(Blueprint blueprint, Lifetimes lifetimes) {

  static Route of(Blueprint blueprint) {
    return new Route(blueprint, Lifetimes.of(blueprint));
  }

  /** Sees what runs. */
  interface Witness {

    /**
     * Receives every layer that was computed.
     *
     * @param tensors all weights by name
     * @param output the layer's output, which may be closed afterwards
     */
    void ran(Blueprint.Node node, Map<String, NDArray> tensors, NDArray output);
  }

  /**
   * Computes the scores of a batch.
   *
   * @param tensors weights and statistics by name
   * @param images N x C x H x W; its manager owns all that is computed
   */
  NDArray run(Map<String, NDArray> tensors, NDArray images, Pass pass, Witness witness) {
    LayerExecution execution = new LayerExecution(tensors, pass);
    NDArray read = Convolution.channelsLast(images);
    NDArray[] outputs = new NDArray[blueprint.nodes().size()];
    for (Blueprint.Node node : blueprint.nodes()) {
      NDArray[] inputs = node.inputs().stream().map(i -> outputs[i]).toArray(NDArray[]::new);
      outputs[node.index()] = execution.run(node, read, inputs);
      witness.ran(node, tensors, outputs[node.index()]);
      // Without gradients an activation is not needed after its last reader.
      if (!pass.training()) {
        lifetimes.endingBehind(node).forEach(unread -> outputs[unread].close());
      }
    }
    return outputs[outputs.length - 1];
  }
}
