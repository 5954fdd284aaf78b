package io.espalier.space.blueprint;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Lists;
import io.espalier.space.blueprint.Blueprint.Node;
import java.util.List;

/**
 * How long the outputs of a blueprint's layers are needed at inference: until the last layer that
 * reads them has run. The image and the last output stay.
 */
public final class Lifetimes {

  private final Blueprint blueprint;
  private final ImmutableListMultimap<Integer, Integer> endingBehind;

  private Lifetimes(Blueprint blueprint, ImmutableListMultimap<Integer, Integer> endingBehind) {
    this.blueprint = blueprint;
    this.endingBehind = endingBehind;
  }

  /** Looks through a blueprint. */
  public static Lifetimes of(Blueprint blueprint) {
    int[] last = new int[blueprint.nodes().size()];
    blueprint.nodes().forEach(node -> node.inputs().forEach(i -> last[i] = node.index()));
    last[last.length - 1] = Integer.MAX_VALUE;
    ImmutableListMultimap.Builder<Integer, Integer> endingBehind = ImmutableListMultimap.builder();
    for (Node node : Lists.reverse(blueprint.nodes())) {
      if (passesOn(node, blueprint)) {
        // Both are one array then; it ends with the later of the two.
        int input = node.inputs().get(0);
        last[input] = Math.max(last[input], last[node.index()]);
      } else if (!(node.layer() instanceof Input)) {
        endingBehind.put(last[node.index()], node.index());
      }
    }
    return new Lifetimes(blueprint, endingBehind.build());
  }

  /** Tells whether a layer returns the very array that it reads. */
  private static boolean passesOn(Node node, Blueprint blueprint) {
    return node.layer() instanceof Dropout
        || node.layer() instanceof StochasticDepth
        || (node.layer() instanceof Resize
            && blueprint.inputShapes(node).get(0).equals(node.shape()));
  }

  /** Returns the nodes whose outputs nothing reads any more once that one has run. */
  public List<Integer> endingBehind(Node node) {
    return endingBehind.get(node.index());
  }

  /**
   * Returns how many numbers have to be kept at once, at most, for one image: the image itself, and
   * all outputs that are still read. What a layer needs within itself is not counted.
   */
  public long peakActivations() {
    long kept = 0;
    long peak = 0;
    for (Node node : blueprint.nodes()) {
      if (!passesOn(node, blueprint)) {
        kept = Math.addExact(kept, node.shape().size());
      }
      peak = Math.max(peak, kept);
      for (int ended : endingBehind(node)) {
        kept -= blueprint.nodes().get(ended).shape().size();
      }
    }
    return peak;
  }
}
