package io.espalier.searcher.bayesian;

import io.espalier.evaluator.Evaluator.Cost;
import java.util.OptionalDouble;

/** What the solver maximises within the budget, such as the improvement that is expected. */
@FunctionalInterface
public interface Merit {

  /** Returns the worth of a point; differences below a millionth do not count. */
  double of(int[] point, Cost cost);

  /** Returns how long an image is expected to take at batch 1, where that can be told. */
  default OptionalDouble latencyMillis(int[] point, Cost cost) {
    return OptionalDouble.empty();
  }
}
