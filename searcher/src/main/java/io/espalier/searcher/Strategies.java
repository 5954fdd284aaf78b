package io.espalier.searcher;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.espalier.evaluator.Evaluator;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;

/** The strategies on the class path. */
public final class Strategies {

  private static final SortedMap<String, Strategy> BY_NAME =
      ImmutableSortedMap.copyOf(
          Maps.uniqueIndex(ServiceLoader.load(Strategy.class), Strategy::name));

  private Strategies() {}

  /** Returns the names of all strategies, sorted. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Tells whether there is a strategy of that name, or one that had it before. */
  public static boolean knows(String name) {
    return named(name).isPresent();
  }

  private static Optional<Strategy> named(String name) {
    return BY_NAME.values().stream()
        .filter(known -> known.name().equals(name) || known.olderNames().contains(name))
        .findFirst();
  }

  /**
   * Makes the searcher that a spec asks for; it refuses histories of other specs.
   *
   * @throws OptionException if there is no such strategy, or its options are wrong
   */
  public static Searcher searcher(SearchSpec spec, Evaluator evaluator) {
    String name = spec.search().strategy();
    Strategy strategy =
        named(name)
            .orElseThrow(
                () ->
                    new OptionException(
                        "strategy",
                        "There is no strategy '%s'. Choose one of: %s."
                            .formatted(name, String.join(", ", BY_NAME.keySet()))));
    return new OwnHistory(strategy.searcher(spec, evaluator), spec, evaluator);
  }
}
