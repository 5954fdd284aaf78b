package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import io.espalier.space.spec.Quantities;
import io.espalier.space.spec.SearchSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a spec tells its strategy, checked against what the strategy knows. */
public final class Options {
  private final Map<String, String> values;

  /**
   * @throws OptionException if the spec sets an option that is not among the known ones
   */
  public Options(SearchSpec.Search search, Set<String> known) {
    values = search.options();
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new OptionException(
            name,
            "The strategy %s has no option '%s'. It knows: %s."
                .formatted(search.strategy(), name, Joiner.on(", ").join(new TreeSet<>(known))));
      }
    }
  }

  /** Tells whether the spec sets an option. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns a whole number, at least 1, or the default where it is not set. */
  public int positive(String name, int byDefault) {
    return whole(name, 1, byDefault);
  }

  /** Returns a whole number of at least the given one, or the default where it is not set. */
  public int whole(String name, int least, int byDefault) {
    return read(name, "a whole number of at least " + least, Ints::tryParse, n -> n >= least)
        .orElse(byDefault);
  }

  /** Returns a number of at least the given one, if it is set. */
  public OptionalDouble number(String name, double least) {
    return read(name, "a number of at least " + least, Doubles::tryParse, n -> n >= least)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  /** Returns a share from 0 to 1, written as {@code 0.25} or {@code 25%}, or the default. */
  public double share(String name, double byDefault) {
    return read(name, "a share from 0 to 1, such as 25%", Quantities::parseShare, n -> n <= 1)
        .orElse(byDefault);
  }

  /** Returns whether an option is {@code true}, or the default where it is not set. */
  public boolean truth(String name, boolean byDefault) {
    return read(name, "true or false", Options::parseTruth, t -> true).orElse(byDefault);
  }

  private static Boolean parseTruth(String text) {
    checkArgument(text.equals("true") || text.equals("false"), "'%s' is not true or false", text);
    return text.equals("true");
  }

  /** Returns the constant whose name an option is in lower case, or the default. */
  public <E extends Enum<E>> E choice(String name, E byDefault) {
    E[] choices = byDefault.getDeclaringClass().getEnumConstants();
    Function<String, E> parser =
        text -> Arrays.stream(choices).filter(c -> word(c).equals(text)).findFirst().orElse(null);
    String words = Joiner.on(", ").join(Arrays.stream(choices).map(Options::word).iterator());
    return read(name, "one of " + words, parser, c -> true).orElse(byDefault);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Makes the exception of an option whose value does not go with the others. */
  OptionException mistake(String name, String message) {
    return new OptionException(name, message);
  }

  private <T> Optional<T> read(
      String name, String expected, Function<String, T> parser, Predicate<T> right) {
    String text = values.get(name);
    if (text == null) {
      return Optional.empty();
    }
    Optional<T> value = parsed(text, parser).filter(right);
    if (value.isEmpty()) {
      throw new OptionException(name, "It is '%s', but must be %s.".formatted(text, expected));
    }
    return value;
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.ofNullable(parser.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
