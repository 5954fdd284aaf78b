package io.espalier.trainer.lean;

import com.google.common.collect.Maps;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.family.Families;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A trained network whose dense convolutions were replaced by the nearest lean ones.
 *
 * @param weights of the lean network
 * @param layers what every projection lost, in the order of the layers
 */
public record Sparsified(Weights weights, List<Layer> layers) {

  /**
   * One convolution.
   *
   * @param name its name
   * @param part the stage that it belongs to
   * @param density what it was projected to
   * @param denseMacs multiply-accumulates of the dense convolution, for one image
   * @param macs multiply-accumulates of the lean one
   * @param relativeError length of what the kernel lost against the kernel's
   */
  public record Layer(
      String name, String part, String density, long denseMacs, long macs, double relativeError) {

    private static Layer of(Node node, LeanConv lean, Projection projection) {
      return new Layer(
          node.name(),
          node.part(),
          lean.lean().toString(),
          lean.dense().macs(node.shape()),
          node.macs(),
          projection.relativeError());
    }
  }

  /** Copies the list. */
  public Sparsified {
    layers = List.copyOf(layers);
  }

  /**
   * Projects a network.
   *
   * @param from what the weights are of
   * @param to the same network with other densities
   * @throws IllegalArgumentException if one of them cannot be drawn, or they differ in more
   */
  public static Sparsified of(Architecture from, Architecture to, Task task, Weights trained) {
    Blueprint dense = Families.draw(from, task);
    Blueprint lean = Families.draw(to, task);
    Map<String, Node> sources = Maps.uniqueIndex(dense.nodes(), Node::name);
    Weights weights = Weights.zero(TensorLayout.of(lean));
    List<Layer> layers = new ArrayList<>();
    for (Node node : lean.nodes()) {
      Node source = sources.get(node.name());
      if (node.layer() instanceof LeanConv form && !node.layer().equals(source.layer())) {
        Projection projection = Projection.of(DenseKernel.of(source, trained), form);
        projection.write(node, weights);
        layers.add(Layer.of(node, form, projection));
      } else {
        copy(node, trained, weights);
      }
    }
    return new Sparsified(weights, layers);
  }

  private static void copy(Node node, Weights from, Weights to) {
    for (Slot slot : to.layout().slots()) {
      if (slot.node().index() == node.index()) {
        Slot source =
            from.layout()
                .slot(slot.name())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s is not among the weights of the dense network."
                                .formatted(slot.name())));
        float[] values = from.values(source);
        System.arraycopy(values, 0, to.vector(slot.kind()), slot.offset(), values.length);
      }
    }
  }
}
