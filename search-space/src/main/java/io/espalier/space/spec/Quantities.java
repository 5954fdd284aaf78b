package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts, sizes, shares and times as people write them: {@code 4.1G}, {@code 3%}, {@code 4ms}.
 *
 * <p>What is written for people has three significant digits; counts below 1,000 are exact.
 */
public final class Quantities {

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([0-9]{1,30}(?:\\.[0-9]{1,30})?)([a-zA-Z%]*)");
  private static final Map<String, Integer> POWERS = ImmutableMap.of("", 0, "k", 3, "M", 6, "G", 9);
  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  private Quantities() {}

  /**
   * Reads a count, exactly: a whole number, or a decimal one with k, M or G.
   *
   * @throws IllegalArgumentException if it is none, not whole, or does not fit in a long
   */
  public static long parseCount(String text) {
    Matcher number = NUMBER_AND_UNIT.matcher(text);
    checkArgument(
        number.matches() && POWERS.containsKey(number.group(2)),
        "'%s' is not a count. Write a whole number, or one with k, M or G, such as 6M.",
        text);
    try {
      return new BigDecimal(number.group(1))
          .scaleByPowerOfTen(POWERS.get(number.group(2)))
          .longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'%s' is not a whole number below 2^63. Give fewer decimals, or a smaller number."
              .formatted(text),
          e);
    }
  }

  /**
   * Reads a share: a number, or a percentage.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static double parseShare(String text) {
    Matcher number = NUMBER_AND_UNIT.matcher(text);
    checkArgument(
        number.matches() && (number.group(2).isEmpty() || number.group(2).equals("%")),
        "'%s' is not a share. Write a number, or a percentage, such as 3%%.",
        text);
    BigDecimal value = new BigDecimal(number.group(1));
    return (number.group(2).isEmpty() ? value : value.scaleByPowerOfTen(-2)).doubleValue();
  }

  /**
   * Reads a time in ms or s.
   *
   * @return milliseconds
   * @throws IllegalArgumentException if it is none
   */
  public static double parseMillis(String text) {
    Matcher number = NUMBER_AND_UNIT.matcher(text);
    checkArgument(
        number.matches() && (number.group(2).equals("ms") || number.group(2).equals("s")),
        "'%s' is not a time. Write milliseconds or seconds, such as 4ms.",
        text);
    BigDecimal value = new BigDecimal(number.group(1));
    return (number.group(2).equals("ms") ? value : value.scaleByPowerOfTen(3)).doubleValue();
  }

  /** Returns a count as {@code 4.1G}, {@code 150M}, {@code 7.28k} or {@code 928}. */
  public static String formatCount(long count) {
    return format(count, List.of("", "k", "M", "G"));
  }

  /** Returns a size as {@code 12.3 GB}, {@code 640 MB} or {@code 928 bytes}. */
  public static String formatBytes(long bytes) {
    return format(bytes, List.of(" bytes", " kB", " MB", " GB", " TB"));
  }

  /**
   * Writes a count with three digits.
   *
   * @param units what stands for the powers of a thousand
   */
  private static String format(long count, List<String> units) {
    if (Math.abs(count) < 1000) {
      return count + units.get(0);
    }
    BigDecimal rounded = BigDecimal.valueOf(count).round(THREE_DIGITS);
    int digits = rounded.precision() - rounded.scale();
    int power = Math.min(units.size() - 1, (digits - 1) / 3);
    return plain(rounded.scaleByPowerOfTen(-3 * power)) + units.get(power);
  }

  /** Returns a count with all its digits, as {@code 4,123,456}. */
  public static String formatExactly(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns a share as {@code 3%} or {@code 91.5%}. */
  public static String formatShare(double share) {
    return plain(BigDecimal.valueOf(share).scaleByPowerOfTen(2).round(THREE_DIGITS)) + "%";
  }

  /** Returns milliseconds as {@code 4ms}, or as {@code 1.25s} from a second on. */
  public static String formatMillis(double millis) {
    BigDecimal rounded = BigDecimal.valueOf(millis).round(THREE_DIGITS);
    return rounded.abs().compareTo(BigDecimal.valueOf(1000)) < 0
        ? plain(rounded) + "ms"
        : plain(rounded.scaleByPowerOfTen(-3)) + "s";
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
