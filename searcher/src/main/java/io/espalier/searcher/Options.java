package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import io.espalier.space.spec.SearchSpec;
import java.util.Set;
import java.util.SortedMap;

/** What a spec tells its strategy, checked against what the strategy knows. */
final class Options {
  private final SortedMap<String, String> values;

  /**
   * @throws IllegalArgumentException if the spec sets an option that is not among the known ones
   */
  Options(SearchSpec.Search search, Set<String> known) {
    values = search.options();
    for (String name : values.keySet()) {
      checkArgument(
          known.contains(name),
          "The strategy %s has no option '%s'. It knows: %s.",
          search.strategy(),
          name,
          String.join(", ", known));
    }
  }

  /** Returns a whole number, at least 1, or the default where it is not set. */
  int positive(String name, int byDefault) {
    String text = values.get(name);
    if (text == null) {
      return byDefault;
    }
    Integer value = Ints.tryParse(text);
    checkArgument(
        value != null && value > 0,
        "search.%s is '%s'; it must be a whole number of at least 1.",
        name,
        text);
    return value;
  }
}
