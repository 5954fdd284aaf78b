package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.weights.Weights;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dense kernels that lean convolutions of a network run as at inference.
 *
 * <p>Closes those that it drops; the others end with the network's manager.
 */
final class MergedKernels {

  private final NDManager manager;
  private final Map<String, NDArray> byName = new HashMap<>();

  MergedKernels(NDManager manager) {
    this.manager = manager;
  }

  /** Returns the name under which a layer finds its kernel. */
  static String name(Blueprint.Node node) {
    return node.name() + "." + LayerExecution.MERGED;
  }

  /** Returns the kernels; they stay their owner's. */
  Map<String, NDArray> byName() {
    return Collections.unmodifiableMap(byName);
  }

  /** Makes the kernels of all lean convolutions from weights, in place of those before. */
  void makeAll(Blueprint blueprint, Weights weights) {
    dropAll();
    for (Blueprint.Node node : blueprint.nodes()) {
      if (node.layer() instanceof LeanConv) {
        DenseKernel kernel = DenseKernel.of(node, weights);
        int side = kernel.side();
        byName.put(
            name(node),
            manager.create(kernel.values(), new Shape(kernel.out(), kernel.in(), side, side)));
      }
    }
  }

  /** Keeps the kernels of some layers; returns how many these are. */
  int keepOnly(List<Blueprint.Node> layers) {
    Set<String> kept = layers.stream().map(MergedKernels::name).collect(Collectors.toSet());
    byName.entrySet().removeIf(kernel -> drop(kernel, !kept.contains(kernel.getKey())));
    return byName.size();
  }

  void dropAll() {
    byName.entrySet().removeIf(kernel -> drop(kernel, true));
  }

  private static boolean drop(Map.Entry<String, NDArray> kernel, boolean unwanted) {
    if (unwanted) {
      kernel.getValue().close();
    }
    return unwanted;
  }
}
