package io.espalier.cli.show;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Quantities;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  static DynamicCost of(Architecture architecture, Task task, DynamicResolution settings) {
    DynamicPlan plan = DynamicPlan.of(architecture, task, settings);
    return new DynamicCost(
        plan.sides(),
        Arrays.stream(plan.macs()).boxed().toList(),
        plan.predictorMacs(),
        plan.predictor().parameters(),
        plan.parameters(),
        plan.plannedMacs(settings));
  }

  /** Says it for people. */
  String text() {
    String choices =
        IntStream.range(0, resolutions.size())
            .mapToObj(
                i ->
                    "%d px (%s)".formatted(resolutions.get(i), Quantities.formatCount(macs.get(i))))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "chooses %s; its predictor has %s MACs (%.1f %% of the network's) and %s parameters; %s MACs are planned for an image%n",
        choices,
        Quantities.formatCount(predictorMacs),
        100.0 * predictorMacs / macs.get(0),
        Quantities.formatCount(predictorParameters),
        Quantities.formatCount(plannedMacs));
  }
}
