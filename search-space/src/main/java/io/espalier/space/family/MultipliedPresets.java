package io.espalier.space.family;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A family whose published networks are named by the family and a width multiplier, such as {@code
 * mobilenet-v2-0.75}.
 */
interface MultipliedPresets extends Family {

  /** How a multiplier is written. */
  Pattern MULTIPLIER = Pattern.compile("\\d{1,2}(?:\\.\\d{1,4})?");

  /** Returns the network whose widths are multiplied by a number above 0. */
  Preset multiplied(double multiplier);

  @Override
  default Optional<Preset> preset(String name) {
    String prefix = name() + "-";
    return Optional.of(name)
        .filter(n -> n.startsWith(prefix))
        .map(n -> n.substring(prefix.length()))
        .filter(MULTIPLIER.asMatchPredicate())
        .map(Double::parseDouble)
        .filter(multiplier -> multiplier > 0)
        .map(this::multiplied);
  }
}
