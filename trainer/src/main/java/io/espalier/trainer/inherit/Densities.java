package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.lean.Projection;
import io.espalier.trainer.weights.Weights;
import java.util.Map;

/**
 * Convolutions whose stencil got denser: their kernels have other parts than the parent's, but
 * their dense kernel can be the same.
 *
 * <p>Where only the groups got larger, the parts stay, and are inherited like other kernels.
 */
final class Densities {

  /** The squared error of single precision when kernels are added and separated again. */
  private static final double ROUNDING = 1e-12;

  private final Map<String, Node> children;
  private final Map<String, Node> parents;

  Densities(Blueprint child, Blueprint parent) {
    this.children = Maps.uniqueIndex(child.nodes(), Node::place);
    this.parents = Maps.uniqueIndex(parent.nodes(), Node::place);
  }

  /** Tells whether child and parent have different parts at a node's place. */
  boolean changed(Node node) {
    Node child = children.get(node.place());
    Node parent = parents.get(node.place());
    return child != null
        && parent != null
        && (child.layer() instanceof LeanConv || parent.layer() instanceof LeanConv)
        && !stencil(child.layer()).equals(stencil(parent.layer()));
  }

  private static String stencil(Layer layer) {
    return layer instanceof LeanConv lean ? lean.lean().stencil().word() : "dense";
  }

  /**
   * Gives old outputs the kernels of the parent; they read new inputs with weights of zero.
   *
   * @param outputs the parent's channel for each output, or {@link ChannelOrigins#NEW}
   * @param inputs the same for each input
   * @throws IllegalArgumentException if the node cannot compute what the parent computes
   */
  void inherit(Node node, int[] outputs, int[] inputs, Weights parent, Weights inherited) {
    DenseKernel from = DenseKernel.of(parents.get(node.place()), parent);
    DenseKernel fresh = DenseKernel.of(node, inherited);
    checkArgument(
        from.side() == fresh.side(),
        "%s has a kernel of %s rows, the parent's has %s.",
        node.name(),
        fresh.side(),
        from.side());
    DenseKernel old = from.rearranged(outputs, inputs);
    if (node.layer() instanceof Conv) {
      int length = fresh.values().length / outputs.length;
      int offset = inherited.layout().slot(node.name() + ".weight").orElseThrow().offset();
      for (int o = 0; o < outputs.length; o++) {
        if (outputs[o] != ChannelOrigins.NEW) {
          System.arraycopy(
              old.values(), o * length, inherited.learned(), offset + o * length, length);
        }
      }
      return;
    }
    Projection projection = Projection.of(old, (LeanConv) node.layer());
    checkArgument(
        projection.lost() <= ROUNDING * projection.squares(),
        "%s is %s, which does not contain the parent's %s. Densities only grow.",
        node.name(),
        node.layer(),
        parents.get(node.place()).layer());
    projection.write(node, inherited, o -> outputs[o] != ChannelOrigins.NEW);
  }
}
