package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network as it runs at inference: each batch norm that is the only reader of a convolution, also
 * of a lean one, is part of its kernels and bias (Jacob et al., arXiv 1712.05877, equation 14). The
 * results are the same, except for rounding, and every activation is read and written once less.
 *
 * @param blueprint without the batch norms that were folded
 * @param folds the folded batch norms
 */
record Folding(Blueprint blueprint, List<Fold> folds) {

  Folding {
    folds = List.copyOf(folds);
  }

  /**
   * A convolution and the batch norm behind it, as they were drawn.
   *
   * @param conv an ordinary or a lean one; keeps its name
   * @param norm is left out
   */
  record Fold(Node conv, Node norm) {

    private boolean biased() {
      return conv.layer() instanceof Conv ordinary && ordinary.bias();
    }

    /** Leaves of the kernels of the outputs; a lean convolution has some of them. */
    private Stream<String> kernels() {
      return conv.layer() instanceof LeanConv lean
          ? Stream.concat(LeanExecution.lastKernels(lean), Stream.of(LayerExecution.MERGED))
          : Stream.of("weight");
    }

    private NDArray ofConv(String leaf, Map<String, NDArray> tensors) {
      return tensors.get(conv.name() + "." + leaf);
    }

    private NDArray ofNorm(String leaf, Map<String, NDArray> tensors) {
      return tensors.get(norm.name() + "." + leaf);
    }

    /** Returns what each output channel is multiplied by. */
    private NDArray scale(Map<String, NDArray> tensors) {
      float epsilon = (float) ((BatchNorm) norm.layer()).epsilon();
      try (NDArray variance = ofNorm("running_var", tensors).add(epsilon);
          NDArray deviation = variance.sqrt()) {
        return ofNorm("weight", tensors).div(deviation);
      }
    }

    private static NDArray scaled(NDArray kernel, NDArray scale) {
      try (NDArray perOutput = scale.reshape(new Shape(scale.size(), 1, 1, 1))) {
        return kernel.mul(perOutput);
      }
    }

    private NDArray bias(NDArray scale, Map<String, NDArray> tensors) {
      NDArray mean = ofNorm("running_mean", tensors);
      try (NDArray off = biased() ? mean.sub(ofConv("bias", tensors)) : mean.duplicate();
          NDArray scaled = off.mul(scale)) {
        return ofNorm("bias", tensors).sub(scaled);
      }
    }
  }

  /** Finds what can be folded. */
  static Folding of(Blueprint blueprint) {
    int[] readers = new int[blueprint.nodes().size()];
    blueprint.nodes().forEach(node -> node.inputs().forEach(i -> readers[i]++));
    Map<Integer, Fold> byNorm = new HashMap<>();
    for (Node node : blueprint.nodes()) {
      if (node.layer() instanceof BatchNorm) {
        Node read = blueprint.nodes().get(node.inputs().get(0));
        if (convolves(read.layer()) && readers[read.index()] == 1) {
          byNorm.put(node.index(), new Fold(read, node));
        }
      }
    }
    return new Folding(without(byNorm, blueprint), List.copyOf(byNorm.values()));
  }

  private static boolean convolves(Layer layer) {
    return layer instanceof Conv || layer instanceof LeanConv;
  }

  /** Every convolution that is folded stands where its batch norm stood. */
  private static Blueprint without(Map<Integer, Fold> byNorm, Blueprint blueprint) {
    List<Node> nodes = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    Set<Integer> moved =
        byNorm.values().stream().map(fold -> fold.conv().index()).collect(Collectors.toSet());
    for (Node node : blueprint.nodes()) {
      if (!moved.contains(node.index())) {
        places.put(node.index(), nodes.size());
        nodes.add(
            byNorm.containsKey(node.index())
                ? at(nodes.size(), byNorm.get(node.index()).conv(), true, places)
                : at(nodes.size(), node, false, places));
      }
    }
    return new Blueprint(blueprint.task(), nodes);
  }

  private static Node at(int index, Node node, boolean folded, Map<Integer, Integer> places) {
    return new Node(
        index,
        node.part(),
        node.block(),
        node.prefix(),
        node.leaf(),
        folded ? biased(node.layer()) : node.layer(),
        node.inputs().stream().map(places::get).toList(),
        node.shape());
  }

  /** A lean convolution has no bias of its own: it is beside its kernels when it runs. */
  private static Layer biased(Layer layer) {
    return layer instanceof Conv conv
        ? new Conv(
            conv.in(),
            conv.out(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.groups(),
            true)
        : layer;
  }

  /**
   * Returns the kernels and biases of the folded convolutions, by name.
   *
   * @param tensors of the network as it was drawn, by name
   * @param owner of what is returned
   */
  Map<String, NDArray> tensors(Map<String, NDArray> tensors, NDManager owner) {
    Map<String, NDArray> folded = new HashMap<>();
    for (Fold fold : folds) {
      try (NDArray scale = fold.scale(tensors)) {
        fold.kernels()
            .map(leaf -> fold.conv().name() + "." + leaf)
            .filter(tensors::containsKey)
            .forEach(name -> folded.put(name, Fold.scaled(tensors.get(name), scale)));
        folded.put(fold.conv().name() + "." + LayerExecution.BIAS, fold.bias(scale, tensors));
      }
    }
    folded.values().forEach(tensor -> tensor.attach(owner));
    return folded;
  }
}
