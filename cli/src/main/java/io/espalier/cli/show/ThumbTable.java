package io.espalier.cli.show;

import io.espalier.engine.journal.Run;
import io.espalier.engine.tune.ThumbCosts;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Notes.Step;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Timing;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out the results of a run that taught a network to read thumbnails. */
final class ThumbTable {

  private ThumbTable() {}

  /** What one of the networks costs, as it is shown. */
  private record ShownCost(String what, String pixels, long macs, String memory, String millis) {}

  /** Returns the tables: the accuracy step by step, and what teacher and student cost. */
  static String of(Run run, Plan.Thumb plan) {
    ThumbCosts costs = ThumbCosts.of(plan, run.started().images().task());
    Evaluation found = run.trainedWinner();
    List<Step> steps = new ArrayList<>(found.notes().steps());
    // What the rounding to 8 bits costs is measured last.
    steps.add(steps.size() - 1, new Step("in the end", found.measurement().orElseThrow()));
    return StepTable.of(run, steps)
        + System.lineSeparator()
        + costs(plan, costs, found.trained().orElseThrow().timing())
        + "%s MACs became %s, %.2f times fewer.%n"
            .formatted(
                Quantities.formatCount(costs.teacherMacs()),
                Quantities.formatCount(costs.macs()),
                (double) costs.teacherMacs() / costs.macs());
  }

  private static String costs(Plan.Thumb plan, ThumbCosts costs, Timing timing) {
    String image = Integer.toString(plan.teacher().architecture().resolution());
    return Tables.of(
        List.of(
            new ShownCost(
                "teacher",
                image,
                costs.teacherMacs(),
                bytes(costs.teacherPeak()),
                millis(timing, "teacher")),
            new ShownCost(
                "student",
                thumbnail(plan),
                costs.studentMacs(),
                bytes(costs.studentPeak()),
                millis(timing, "student")),
            new ShownCost("downscaler", image, costs.downscalerMacs(), "-", "-"),
            new ShownCost(
                "both", image, costs.macs(), bytes(costs.peak()), millis(timing.latencyMillis()))),
        List.of(
            Tables.words("network", ShownCost::what),
            Tables.numbers("pixels", ShownCost::pixels),
            Tables.numbers("MACs", cost -> Quantities.formatExactly(cost.macs())),
            Tables.numbers("peak activations", ShownCost::memory),
            Tables.numbers("an image", ShownCost::millis)));
  }

  private static String thumbnail(Plan.Thumb plan) {
    int side = plan.settings().side(plan.teacher().architecture().resolution());
    int read = plan.student().resolution();
    return read == side ? Integer.toString(side) : "%d, read at %d".formatted(side, read);
  }

  private static String bytes(long activations) {
    return Quantities.formatBytes(activations * Float.BYTES);
  }

  private static String millis(Timing timing, String part) {
    return millis(timing.parts().map(parts -> parts.get(part)).orElse(Double.NaN));
  }

  private static String millis(double millis) {
    return Double.isFinite(millis) ? String.format(Locale.ROOT, "%.2f ms", millis) : "-";
  }
}
