package io.espalier.space.spec;

/** Texts of other people in our messages: printable, and not too long to be read. */
final class Shown {

  private static final int MOST_CHARACTERS = 60;

  private Shown() {}

  /** Returns a value in quotes. */
  static String quoted(String value) {
    return "'" + text(value) + "'";
  }

  /** Returns a value. */
  static String text(String value) {
    return text(value, MOST_CHARACTERS);
  }

  /** Returns a text, cut to a number of characters. */
  static String text(String text, int most) {
    // Cut first: a replacement is as long as what it replaces.
    String cut = text.length() <= most ? text : text.substring(0, most - 3) + "...";
    return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Co}\\p{Cn}\u2028\u2029]", "?");
  }
}
