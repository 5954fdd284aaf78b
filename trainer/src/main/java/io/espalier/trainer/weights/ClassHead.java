package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Iterables;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Linear;
import io.espalier.trainer.weights.Slot.Kind;
import java.util.Set;

/**
 * The last layer of a network, which classifies.
 *
 * @param layer a linear layer with any name
 */
public record ClassHead(Blueprint.Node layer) {

  /** A score that is lower than that of any other class, and finite. */
  private static final float NEVER = -1e9f;

  /**
   * @throws IllegalArgumentException if the layer is not linear
   */
  public ClassHead {
    checkArgument(
        layer.layer() instanceof Linear,
        "The last layer %s is %s, not a linear one.",
        layer.name(),
        layer.layer());
  }

  /** Returns the head of a network. */
  public static ClassHead of(Blueprint blueprint) {
    return new ClassHead(Iterables.getLast(blueprint.nodes()));
  }

  /** Tells whether a tensor is part of the head. */
  public boolean owns(Slot slot) {
    return slot.node().equals(layer);
  }

  /**
   * Returns weights with which the network chooses among some of its classes only: for a data set
   * that has fewer classes than the network was trained on.
   *
   * @throws IllegalArgumentException if the head has no bias, or not all of the classes
   */
  public Weights choosingAmong(Set<Integer> classes, Weights weights) {
    Slot bias =
        weights.layout().slots().stream()
            .filter(slot -> owns(slot) && slot.kind() == Kind.BIAS)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("The head " + layer.name() + " has no bias."));
    checkArgument(
        classes.stream().allMatch(c -> c >= 0 && c < bias.size()),
        "Some of the classes %s are not among the %s of the head.",
        classes,
        bias.size());
    float[] learned = weights.learned().clone();
    for (int c = 0; c < bias.size(); c++) {
      if (!classes.contains(c)) {
        learned[bias.offset() + c] = NEVER;
      }
    }
    return new Weights(weights.layout(), learned, weights.statistics());
  }
}
