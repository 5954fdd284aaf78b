package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tensors of a network for inference, its kernels laid out out x H x W x in underneath, as
 * convolutions read them where channels are last: PyTorch would lay them out again for every batch,
 * which takes longer than a small convolution.
 *
 * <p>They are as the weights were when they were made. Owns the kernels that it has laid out.
 */
final class InferenceTensors implements AutoCloseable {

  private final NDManager laidOut;
  private final Map<String, NDArray> byName = new HashMap<>();

  private InferenceTensors(NDManager laidOut) {
    this.laidOut = laidOut;
  }

  /** Lays kernels out. */
  static InferenceTensors of(Map<String, NDArray> tensors, NDManager parent) {
    InferenceTensors inference = new InferenceTensors(parent.newSubManager());
    tensors.forEach((name, tensor) -> inference.byName.put(name, inference.laidOut(tensor)));
    return inference;
  }

  /**
   * Folds batch norms, and lays the kernels out that are read then.
   *
   * @param tensors of the network as it was drawn, by name
   */
  static InferenceTensors of(Folding folding, Map<String, NDArray> tensors, NDManager parent) {
    InferenceTensors inference = new InferenceTensors(parent.newSubManager());
    Map<String, NDArray> all = new HashMap<>(tensors);
    all.putAll(folding.tensors(tensors, inference.laidOut));
    names(folding.blueprint())
        .filter(all::containsKey)
        .forEach(name -> inference.byName.put(name, inference.laidOut(all.get(name))));
    return inference;
  }

  /** The names of all that a network may read. */
  private static Stream<String> names(Blueprint blueprint) {
    return Stream.concat(
        TensorLayout.of(blueprint).slots().stream().map(Slot::name),
        blueprint.nodes().stream()
            .filter(node -> node.layer() instanceof LeanConv)
            .flatMap(InferenceTensors::besideWeights));
  }

  private static Stream<String> besideWeights(Node lean) {
    return Stream.of(MergedKernels.name(lean), lean.name() + "." + LayerExecution.BIAS);
  }

  /** Kernels of one tap, and of one channel, are the same either way. */
  private NDArray laidOut(NDArray tensor) {
    Shape shape = tensor.getShape();
    if (shape.dimension() < 4 || shape.get(1) == 1 || shape.slice(2).size() == 1) {
      return tensor;
    }
    NDArray kernel = Convolution.channelsLast(tensor);
    kernel.attach(laidOut);
    return kernel;
  }

  /** Returns all tensors; they stay their owners'. */
  Map<String, NDArray> byName() {
    return Collections.unmodifiableMap(byName);
  }

  @Override
  public void close() {
    laidOut.close();
  }
}
