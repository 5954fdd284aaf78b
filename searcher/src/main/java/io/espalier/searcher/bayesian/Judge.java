package io.espalier.searcher.bayesian;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.searcher.Affordable;
import io.espalier.space.spec.Budget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what is wrong with a point and what it is worth, during one run of the solver.
 *
 * <p>Each point is judged once, because a local search comes by the same ones many times. For one
 * thread.
 */
final class Judge {

  private static final double MILLIONTHS = 1e6;

  private final Affordable affordable;
  private final Merit merit;
  private final Set<ImmutableIntArray> barred;
  private final Map<ImmutableIntArray, Verdict> verdicts = new HashMap<>();

  /**
   * Makes a judge.
   *
   * @param merit what the solver maximises
   * @param barred points that must not be proposed
   */
  Judge(Affordable affordable, Merit merit, Set<ImmutableIntArray> barred) {
    this.affordable = affordable;
    this.merit = merit;
    this.barred = Set.copyOf(barred);
  }

  /** Returns the number of values of an axis that can be within the budget. */
  int values(int axis) {
    return affordable.reachOf(axis);
  }

  Verdict verdict(int... point) {
    ImmutableIntArray key = ImmutableIntArray.copyOf(point);
    return verdicts.computeIfAbsent(key, this::judge);
  }

  private Verdict judge(ImmutableIntArray key) {
    int[] point = key.toArray();
    Optional<Cost> cost = affordable.cost(point);
    if (cost.isEmpty()) {
      return Verdict.UNBUILDABLE;
    }
    Budget budget = affordable.budget();
    long macs = cost.get().macs();
    long parameters = cost.get().parameters();
    double millis = merit.latencyMillis(point, cost.get()).orElse(0);
    return new Verdict(
        0,
        excess((double) macs, (double) budget.mostMacs())
            + excess((double) budget.fewestMacs(), (double) macs),
        excess((double) parameters, (double) budget.parameters().orElse(Long.MAX_VALUE)),
        excess(millis, budget.latencyMillis().orElse(Double.POSITIVE_INFINITY)),
        barred.contains(key) ? 1 : 0,
        Math.round(merit.of(point, cost.get()) * MILLIONTHS));
  }

  /** By how much a value exceeds a limit, in millionths of the limit; 0 if it does not. */
  private static long excess(double value, double limit) {
    return value <= limit ? 0 : 1 + (long) ((value - limit) / Math.max(1, limit) * MILLIONTHS);
  }
}
