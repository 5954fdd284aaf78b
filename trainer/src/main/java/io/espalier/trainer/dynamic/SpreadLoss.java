package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.trainer.network.Scaled;
import java.util.Arrays;
import org.hipparchus.analysis.solvers.BrentSolver;

/**
 * The loss of a batch whose shares of the resolutions are not the most even shares that spend the
 * target (ours): w KL(shares | even), in nats.
 *
 * <p>The even shares have the largest entropy of all shares of equal cost: even_r is proportional
 * to exp(-lambda C_r), Jaynes (Physical Review 106, 1957). Where all resolutions together cost the
 * target, they are equal. So the predictor does not take one resolution for all images, and uses
 * the target.
 *
 * @param even shares of the resolutions, above 0
 * @param weight w
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as records.
record SpreadLoss(double[] even, double weight) {

  /** Added to shares: the logarithm has no slope at 0. */
  private static final float EPSILON = 0.01f;

  /** Bounds lambda, for costs from 0 to 1: every resolution has some images. */
  private static final double STEEPEST = 8;

  private static final double ACCURACY = 1e-9;
  private static final int MOST_STEPS = 200;

  static SpreadLoss of(DynamicPlan plan, DynamicResolution settings) {
    long[] macs = plan.macs();
    double[] costs = Arrays.stream(macs).mapToDouble(m -> (double) m / macs[0]).toArray();
    return new SpreadLoss(mostEven(costs, settings.target()), settings.spread());
  }

  /**
   * Returns the most even shares of a mean cost, or those that come nearest to it.
   *
   * @param costs of each resolution, at most 1
   */
  static double[] mostEven(double[] costs, double target) {
    double dearest = mean(costs, -STEEPEST);
    double cheapest = mean(costs, STEEPEST);
    if (target >= dearest || target <= cheapest) {
      return shares(costs, target >= dearest ? -STEEPEST : STEEPEST);
    }
    double lambda =
        new BrentSolver(ACCURACY)
            .solve(MOST_STEPS, l -> mean(costs, l) - target, -STEEPEST, STEEPEST);
    return shares(costs, lambda);
  }

  private static double mean(double[] costs, double lambda) {
    double[] shares = shares(costs, lambda);
    double mean = 0;
    for (int r = 0; r < costs.length; r++) {
      mean += shares[r] * costs[r];
    }
    return mean;
  }

  private static double[] shares(double[] costs, double lambda) {
    double[] weights = Arrays.stream(costs).map(c -> Math.exp(-lambda * c)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  /**
   * Returns the loss of a batch.
   *
   * @param choices N x resolutions; rows sum to 1, hard or soft
   */
  NDArray of(NDArray choices) {
    float[] logs = new float[even.length];
    for (int r = 0; r < even.length; r++) {
      logs[r] = (float) Math.log(even[r] + EPSILON);
    }
    NDArray shares = Scaled.by(1.0 / choices.getShape().get(0), choices.sum(new int[] {0}));
    NDArray wanted = choices.getManager().create(logs, new Shape(logs.length));
    return Scaled.by(weight, shares.mul(shares.add(EPSILON).log().sub(wanted)).sum());
  }
}
