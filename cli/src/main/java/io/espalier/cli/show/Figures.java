package io.espalier.cli.show;

import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Outcome;
import io.espalier.space.spec.Quantities;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** How figures of trials are written for people. */
final class Figures {

  private static final String NONE = "-";

  private Figures() {}

  /** A share as per cent, with two digits behind the point. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** Shares of images by resolution, the finest first: 20 %, 50 %, 30 %. */
  static String shares(Choices choices) {
    return DoubleStream.of(choices.shares())
        .mapToObj(share -> String.format(Locale.ROOT, "%.0f %%", 100 * share))
        .collect(Collectors.joining(", "));
  }

  /** Multiply-accumulates of an image: those expected, where the network chooses resolutions. */
  static String macs(Evaluation evaluation) {
    return macs(evaluation.macs(), evaluation.expectedMacs());
  }

  static String macs(long planned, OptionalLong expected) {
    return expected.isPresent()
        ? Quantities.formatCount(expected.getAsLong()) + " expected"
        : Quantities.formatCount(planned);
  }

  /** The score of a trial, as its measure is written. */
  static String score(Measure measure, Optional<Evaluation> evaluation) {
    OptionalDouble quality = evaluation.map(Evaluation::quality).orElseGet(OptionalDouble::empty);
    return quality.isPresent() ? measure.format(quality.getAsDouble()) : NONE;
  }

  static String latency(Evaluation evaluation) {
    return evaluation
        .trained()
        .map(Outcome.Trained::timing)
        .map(timing -> String.format(Locale.ROOT, "%.2f ms", timing.latencyMillis()))
        .orElse(NONE);
  }

  static String imagesPerSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f images/s", rate);
  }

  /** A time as people say it: 42s, 3m20s, 2h05m. */
  static String duration(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < 60) {
      return whole + "s";
    }
    return whole < 3600
        ? "%dm%02ds".formatted(whole / 60, whole % 60)
        : "%dh%02dm".formatted(whole / 3600, whole / 60 % 60);
  }
}
