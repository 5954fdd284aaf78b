package io.espalier.trainer.dynamic;

import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The weights of a network that chooses resolutions, and of the ordinary networks in it. */
public final class DynamicWeights {

  private DynamicWeights() {}

  /**
   * Adds a predictor with random weights to an ordinary network: the batch norms of all resolutions
   * start as those of the network.
   *
   * @param ordinary weights of the classifier at full resolution
   */
  public static Weights around(DynamicPlan plan, Weights ordinary, RandomGenerator random) {
    Weights weights = Weights.initial(TensorLayout.of(plan.waysInTraining()), random);
    for (Slot slot : weights.layout().slots()) {
      weights.take(ordinary, DynamicPlan.ordinaryName(slot.name()), slot);
    }
    return weights;
  }

  /**
   * Lets a network that chooses inherit from another one: in every resolution the classifier from
   * the classifier, and the tensors of the predictor from those of the same name and size.
   *
   * @param inheritance makes the weights of an ordinary child from those of an ordinary parent;
   *     draws the same values every time
   */
  public static Weights inherit(
      DynamicPlan plan,
      DynamicPlan parentPlan,
      Weights parent,
      UnaryOperator<Weights> inheritance,
      RandomGenerator random) {
    List<Weights> ordinary =
        IntStream.range(0, plan.classifiers().size())
            .mapToObj(r -> inheritance.apply(ordinary(parentPlan, parent, r)))
            .toList();
    Weights weights = around(plan, ordinary.get(0), random);
    for (Slot slot : weights.layout().slots()) {
      DynamicPlan.scaleOf(slot.name())
          .ifPresent(
              r -> weights.take(ordinary.get(r), DynamicPlan.ordinaryName(slot.name()), slot));
    }
    TensorLayout predictor = TensorLayout.of(parentPlan.predictor());
    for (Slot slot : TensorLayout.of(plan.predictor()).slots()) {
      // A predictor with as many channels may have another input resolution or another head.
      if (predictor.slot(slot.name()).filter(from -> from.dims().equals(slot.dims())).isPresent()) {
        weights.take(parent, slot.name(), weights.layout().slot(slot.name()).orElseThrow());
      }
    }
    return weights;
  }

  /** The network at one resolution, with the names of full resolution. */
  private static Weights ordinary(DynamicPlan plan, Weights weights, int resolution) {
    Weights ordinary = Weights.zero(TensorLayout.of(plan.classifiers().get(0)));
    ordinary.take(weights);
    for (Slot slot : TensorLayout.of(plan.classifiers().get(resolution)).slots()) {
      Slot target = ordinary.layout().slot(DynamicPlan.ordinaryName(slot.name())).orElseThrow();
      ordinary.take(weights, slot.name(), target);
    }
    return ordinary;
  }
}
