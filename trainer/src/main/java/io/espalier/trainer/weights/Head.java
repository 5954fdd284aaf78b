package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Iterables;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Linear;
import io.espalier.trainer.weights.Slot.Kind;
import java.util.Set;

/**
 * The last layer of a network, which tells the classes apart.
 *
 * @param layer a linear layer, whatever its name is
 */
public record Head(Blueprint.Node layer) {

  /** So unlikely that no other class gets less, and still a number. */
  private static final float NEVER = -1e9f;

  /**
   * @throws IllegalArgumentException if the layer is not linear
   */
  public Head {
    checkArgument(
        layer.layer() instanceof Linear,
        "The last layer %s is %s, not a linear one.",
        layer.name(),
        layer.layer());
  }

  /** Returns the head of a network. */
  public static Head of(Blueprint blueprint) {
    return new Head(Iterables.getLast(blueprint.nodes()));
  }

  /** Tells whether a tensor is part of the head. */
  public boolean owns(Slot slot) {
    return slot.node().equals(layer);
  }

  /**
   * Returns weights with which the network chooses among some of its classes only: how well it
   * tells the classes of a data set apart that has fewer than it was trained on.
   *
   * @throws IllegalArgumentException if the head has no bias, or no such class
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
