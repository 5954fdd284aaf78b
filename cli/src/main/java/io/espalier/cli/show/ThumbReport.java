package io.espalier.cli.show;

import io.espalier.engine.tune.PeakActivations;
import io.espalier.engine.tune.ThumbResult;
import io.espalier.engine.tune.ThumbRun;
import io.espalier.evaluator.Measurement;
import io.espalier.space.spec.Quantities;
import io.espalier.trainer.learn.ThumbnailTraining.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out for people what became of a network that learned to read thumbnails. */
public final class ThumbReport {

  private ThumbReport() {}

  private record Step(String what, Measurement measurement) {}

  private record Cost(String what, String pixels, long macs, String memory, String millis) {}

  /** Returns the tables: the accuracy step by step, and what teacher and student cost. */
  public static String table(ThumbRun.Report report) {
    ThumbResult result = report.result();
    return steps(result)
        + System.lineSeparator()
        + costs(report)
        + "%s MACs became %s, %.2f times fewer.%n"
            .formatted(
                Quantities.formatCount(result.macs().teacher()),
                Quantities.formatCount(result.macs().total()),
                (double) result.macs().teacher() / result.macs().total());
  }

  private static String steps(ThumbResult result) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("teacher, whole images", result.before()));
    steps.add(new Step("its weights, plain thumbnails", result.start()));
    for (int epoch = 0; epoch < result.epochs().size(); epoch++) {
      steps.add(new Step("epoch %d".formatted(epoch + 1), result.epochs().get(epoch)));
    }
    steps.add(new Step("in the end", result.after()));
    steps.add(new Step("in the end, thumbnails of 8 bits", result.fromFiles()));
    String images = result.measuredOn().name().toLowerCase(Locale.ROOT);
    return Tables.of(
        steps,
        List.of(
            Tables.words("step", Step::what),
            Tables.numbers(images + " top-1", s -> Figures.percent(s.measurement().topOne())),
            Tables.numbers(
                "loss", s -> String.format(Locale.ROOT, "%.4f", s.measurement().loss()))));
  }

  private static String costs(ThumbRun.Report report) {
    ThumbResult result = report.result();
    Latencies latencies = report.latencies();
    String image = Integer.toString(result.teacher().resolution());
    String thumbnail = thumbnail(result);
    ThumbResult.Macs macs = result.macs();
    PeakActivations peak = report.peakActivations();
    return Tables.of(
        List.of(
            new Cost(
                "teacher",
                image,
                macs.teacher(),
                bytes(peak.teacher()),
                millis(latencies.teacher())),
            new Cost(
                "student",
                thumbnail,
                macs.student(),
                bytes(peak.student()),
                millis(latencies.student())),
            new Cost("downscaler", image, macs.downscaler(), "-", "-"),
            new Cost("both", image, macs.total(), bytes(peak.total()), millis(latencies.whole()))),
        List.of(
            Tables.words("network", Cost::what),
            Tables.numbers("pixels", Cost::pixels),
            Tables.numbers("MACs", cost -> Quantities.formatExactly(cost.macs())),
            Tables.numbers("peak activations", Cost::memory),
            Tables.numbers("an image", Cost::millis)));
  }

  private static String thumbnail(ThumbResult result) {
    int side = result.settings().side(result.teacher().resolution());
    int read = result.student().resolution();
    return read == side ? Integer.toString(side) : "%d, read at %d".formatted(side, read);
  }

  private static String bytes(long activations) {
    return Quantities.formatBytes(activations * Float.BYTES);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f ms", millis);
  }
}
