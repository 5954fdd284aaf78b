package io.espalier.evaluator;

import java.util.Locale;

/**
 * One figure that a task measures: how it is called, written and compared.
 *
 * @param name what people call it, such as top-1
 * @param unit what its values are
 */
public record Measure(String name, Unit unit) {

  /** What values of a measure are. */
  public enum Unit {
    /** A share, written as per cent; differences are points. More is better. */
    SHARE,
    /** A loss in nats. Less is better. */
    NATS
  }

  /** Returns a value as people write it: 81.26 %, or 0.6123. */
  public String format(double value) {
    return switch (unit) {
      case SHARE -> String.format(Locale.ROOT, "%.2f %%", 100 * value);
      case NATS -> String.format(Locale.ROOT, "%.4f", value);
    };
  }

  /** Returns a difference of two values without its sign's plus: 3.75 (points), or 0.0123. */
  public String formatDifference(double difference) {
    return switch (unit) {
      case SHARE -> String.format(Locale.ROOT, "%.2f", 100 * difference);
      case NATS -> String.format(Locale.ROOT, "%.4f", difference);
    };
  }
}
