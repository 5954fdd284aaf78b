package io.espalier.engine;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import java.util.Arrays;
import java.util.List;

/**
 * What it costs to choose a resolution for every image.
 *
 * @param resolutions height and width of each, in pixels
 * @param macs multiply-accumulates of the network in each
 * @param predictorMacs those of the predictor
 * @param predictorParameters its learned values
 * @param parameters learned values of all batch norms, all that is shared, and the predictor
 * @param plannedMacs multiply-accumulates that an image is to cost on average
 */
public record DynamicCost(
    List<Integer> resolutions,
    List<Long> macs,
    long predictorMacs,
    long predictorParameters,
    long parameters,
    long plannedMacs) {

  /** Copies the lists. */
  public DynamicCost {
    resolutions = List.copyOf(resolutions);
    macs = List.copyOf(macs);
  }

  /**
   * Counts.
   *
   * @throws IllegalArgumentException if such a network cannot be drawn
   */
  public static DynamicCost of(Architecture architecture, Task task, DynamicResolution settings) {
    DynamicPlan plan = DynamicPlan.of(architecture, task, settings);
    return new DynamicCost(
        plan.sides(),
        Arrays.stream(plan.macs()).boxed().toList(),
        plan.predictorMacs(),
        plan.predictor().parameters(),
        plan.parameters(),
        plan.plannedMacs(settings));
  }
}
