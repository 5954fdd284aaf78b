package io.espalier.searcher.bayesian;

import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.searcher.surrogate.ExpectedImprovement;
import io.espalier.searcher.surrogate.Features;
import io.espalier.searcher.surrogate.Forecast;
import java.util.OptionalDouble;

/**
 * The improvement over the best score so far that a forecast expects, as a logarithm.
 *
 * @param forecast fitted on the history
 * @param features of points
 * @param best the score to improve on
 */
record ImprovementMerit(Forecast forecast, Features features, double best) implements Merit {

  @Override
  public double of(int[] point, Cost cost) {
    return ExpectedImprovement.log(forecast.score(features.of(point, cost)), best);
  }

  @Override
  public OptionalDouble latencyMillis(int[] point, Cost cost) {
    return forecast.latencyMillis(features.of(point, cost));
  }
}
