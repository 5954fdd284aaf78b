package io.espalier.space.family;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of networks that end in a width multiplier, such as {@code mobilenet-v2-0.75}. */
final class Multiplier {

  private static final Pattern NUMBER = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,4})?)");

  private Multiplier() {}

  /** Returns the multiplier that stands after the family in a name, if one does and is above 0. */
  static OptionalDouble in(String name, String family) {
    return Optional.of(name)
        .filter(n -> n.startsWith(family + "-"))
        .map(n -> NUMBER.matcher(n.substring(family.length() + 1)))
        .filter(Matcher::matches)
        .map(m -> Double.parseDouble(m.group()))
        .filter(value -> value > 0)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }
}
