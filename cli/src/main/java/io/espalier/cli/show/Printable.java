package io.espalier.cli.show;

import com.google.common.base.CharMatcher;
import java.util.regex.Pattern;

/**
 * Makes texts from outside (names of files and classes, reasons, journals) safe for a terminal:
 * nothing in them moves its cursor, colours it, or reorders what it shows.
 */
public final class Printable {

  /** Left-to-right marks and the like, with which a text can show another order than it has. */
  private static final CharMatcher REORDERING =
      CharMatcher.inRange('\u202a', '\u202e')
          .or(CharMatcher.inRange('\u2066', '\u2069'))
          .or(CharMatcher.anyOf("\u061c\u200e\u200f"));

  /** ISO control characters of both ranges: some terminals take one of the second for an escape. */
  private static final CharMatcher UNPRINTABLE =
      CharMatcher.javaIsoControl()
          .or(CharMatcher.anyOf("\u2028\u2029"))
          .or(REORDERING)
          .precomputed();

  private static final CharMatcher IN_LINES =
      UNPRINTABLE.and(CharMatcher.noneOf("\r\n\t")).precomputed();

  private static final Pattern IN_JSON =
      Pattern.compile("[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]");

  private Printable() {}

  /** Returns a text of one line, in which a question mark stands for what cannot be shown. */
  public static String line(String text) {
    return UNPRINTABLE.replaceFrom(text, '?');
  }

  /** Returns a text of our own lines, likewise. */
  public static String lines(String text) {
    return IN_LINES.replaceFrom(text, '?');
  }

  /** Returns the same JSON, with escapes for what JSON may have as it is but a terminal may not. */
  public static String json(String json) {
    return IN_JSON
        .matcher(json)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
