package io.espalier.searcher;

import io.espalier.evaluator.Evaluator;
import io.espalier.space.spec.SearchSpec;
import java.util.Set;

/**
 * A way to search, by the name that a spec gives.
 *
 * <p>A new strategy is one class with {@code @AutoService(Strategy.class)}; nothing else names it.
 */
public interface Strategy {

  /** Returns the value of {@code search.strategy}. */
  String name();

  /** Returns names that the strategy had before, which specs may still give. */
  default Set<String> olderNames() {
    return Set.of();
  }

  /**
   * Makes the searcher of a spec.
   *
   * @param evaluator counts candidates and knows the budget
   * @throws OptionException if the spec has options that the strategy does not know, or values that
   *     it cannot use
   */
  Searcher searcher(SearchSpec spec, Evaluator evaluator);
}
