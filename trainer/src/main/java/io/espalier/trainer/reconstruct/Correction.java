package io.espalier.trainer.reconstruct;

import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import org.hipparchus.linear.RealMatrix;

/**
 * What must be added to the weights of a lean convolution.
 *
 * @param layer the convolution
 * @param groups by group of inputs, what is added: rows for the inputs at the centre and for the
 *     group's channels at each other point of the stencil, columns for the outputs
 * @param errorBefore length of what was missing in the responses, against the length of those that
 *     were wanted; both without their means
 * @param error the same with the correction
 */
record Correction(LeanConv layer, List<RealMatrix> groups, double errorBefore, double error) {

  /** Copies the list. */
  Correction {
    groups = List.copyOf(groups);
  }

  /** Adds to the weights of the layer. */
  void add(Node node, Weights weights) {
    List<StencilPoint> points = StencilPoint.offCentre(layer);
    int group = layer.lean().groupSize();
    int share = layer.out() / groups.size();
    float[] values = weights.learned();
    int point = offset(node, "point", weights);
    for (int o = 0; o < layer.out(); o++) {
      RealMatrix added = groups.get(o / share);
      for (int i = 0; i < layer.in(); i++) {
        values[point + o * layer.in() + i] += (float) added.getEntry(i, o % share);
      }
      for (int t = 0; t < points.size(); t++) {
        int spatial = offset(node, points.get(t).part().name(), weights);
        for (int i = 0; i < group; i++) {
          values[spatial + points.get(t).index(o, group, i)] +=
              (float) added.getEntry(layer.in() + t * group + i, o % share);
        }
      }
    }
  }

  private static int offset(Node node, String part, Weights weights) {
    Slot slot = weights.layout().slot(node.name() + "." + part + ".weight").orElseThrow();
    return slot.offset();
  }
}
