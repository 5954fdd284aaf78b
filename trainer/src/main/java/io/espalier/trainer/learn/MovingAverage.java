package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The exponential moving average of a network's values, which often classifies better than the
 * values of the last step.
 *
 * <p>The decay rises with the steps, min(d, (1 + t) / (10 + t)), so that short trainings do not
 * average their beginning.
 */
final class MovingAverage {
  private final double decay;
  private final List<NDArray> averages;

  /** Starts at the present values; the averages live in the given manager. */
  MovingAverage(double decay, List<NDArray> values, NDManager manager) {
    this.decay = decay;
    this.averages = values.stream().map(v -> manager.create(v.toFloatArray())).toList();
  }

  /**
   * Takes in the values of a step.
   *
   * @param step counted from 0
   */
  void update(List<NDArray> values, long step) {
    double kept = Math.min(decay, (1.0 + step) / (10 + step));
    for (int i = 0; i < averages.size(); i++) {
      NDArray average = averages.get(i);
      try (NDManager scratch = average.getManager().newSubManager()) {
        scratch.tempAttachAll(average, values.get(i));
        average.muli(kept).addi(values.get(i).mul(1 - kept));
      }
    }
  }

  /** Returns the averages, in the order of the values; they stay the average's. */
  List<NDArray> state() {
    return averages;
  }
}
