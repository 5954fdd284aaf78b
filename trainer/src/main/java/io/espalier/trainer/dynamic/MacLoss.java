package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.trainer.network.Scaled;

/**
 * The cost of choices above the target: eta max(0, (E[F] - alpha) / (C_max - C_min)), Dynamic
 * Resolution Network (arXiv 2106.02898), equation 9.
 *
 * @param macs the classifier's multiply-accumulates at each resolution, the finest first
 * @param target alpha: the most that an image may cost on average, without the predictor
 * @param weight eta
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as records.
record MacLoss(long[] macs, double target, double weight) {

  static MacLoss of(DynamicPlan plan, DynamicResolution settings) {
    long[] macs = plan.macs();
    return new MacLoss(macs, settings.target() * macs[0], settings.weight());
  }

  /**
   * Returns the loss of a batch.
   *
   * @param choices N x resolutions; rows sum to 1, hard or soft
   * @return a scalar, 0 where the mean cost is at or below the target
   */
  NDArray of(NDArray choices) {
    double range = macs[0] - macs[macs.length - 1];
    float[] excess = new float[macs.length];
    for (int r = 0; r < macs.length; r++) {
      excess[r] = (float) ((macs[r] - target) / range);
    }
    NDArray costs = choices.getManager().create(excess, new Shape(1, excess.length));
    NDArray sum = choices.mul(costs).sum();
    return Scaled.by(weight / choices.getShape().get(0), Activation.relu(sum));
  }
}
