package io.espalier.trainer.dynamic;

import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The weights of a network that chooses resolutions, and those of the ordinary one within. */
public final class DynamicWeights {

  private DynamicWeights() {}

  /**
   * Puts a predictor that is drawn around an ordinary network: the batch norms of all resolutions
   * start as its own.
   *
   * @param ordinary weights of the classifier at full resolution
   */
  public static Weights around(DynamicPlan plan, Weights ordinary, RandomGenerator random) {
    Weights weights = Weights.initial(TensorLayout.of(plan.ways()), random);
    for (Slot slot : weights.layout().slots()) {
      Optional<Slot> source = ordinary.layout().slot(DynamicPlan.ordinaryName(slot.name()));
      source.ifPresent(
          from ->
              System.arraycopy(
                  ordinary.vector(from.kind()),
                  from.offset(),
                  weights.vector(slot.kind()),
                  slot.offset(),
                  slot.size()));
    }
    return weights;
  }
}
