package io.espalier.trainer.fading;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Which values of a dense network its lean form has no place for. */
final class Leaving {

  private Leaving() {}

  /**
   * Returns their places among the learned values of the dense network.
   *
   * @throws IllegalArgumentException if a convolution that gets lean is no dense one, or if its
   *     form is not a mask of the dense kernel, as the separable stencil's is not
   */
  static int[] places(Blueprint dense, Blueprint lean) {
    TensorLayout layout = TensorLayout.of(dense);
    Map<String, Node> sources = Maps.uniqueIndex(dense.nodes(), Node::name);
    Weights ones = Weights.zero(TensorLayout.of(lean));
    Arrays.fill(ones.learned(), 1);
    return lean.nodes().stream()
        .filter(node -> node.layer() instanceof LeanConv)
        .filter(node -> !node.layer().equals(sources.get(node.name()).layer()))
        .flatMapToInt(node -> places(node, sources.get(node.name()), layout, ones))
        .toArray();
  }

  private static IntStream places(Node lean, Node dense, TensorLayout layout, Weights ones) {
    checkArgument(
        dense.layer() instanceof Conv,
        "%s is %s: only dense convolutions fade.",
        dense.name(),
        dense.layer());
    checkArgument(
        !((LeanConv) lean.layer()).inSequence(),
        "%s: A dense convolution cannot fade into a separable stencil. Choose square, cross or arms.",
        lean.name());
    Slot slot = layout.slot(dense.name() + ".weight").orElseThrow();
    float[] kept = DenseKernel.of(lean, ones).values();
    return IntStream.range(0, kept.length).filter(i -> kept[i] == 0).map(i -> slot.offset() + i);
  }
}
