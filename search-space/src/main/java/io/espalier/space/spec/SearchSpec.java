package io.espalier.space.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableSortedMap;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.growth.Space;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an engineer asks for: images, a base network, what may grow, a budget, and how to search and
 * train.
 *
 * @param name name of the run
 * @param seed what every random draw of the run is made from
 * @param data the images, or a table in their place
 * @param space the base and what may grow
 * @param budget what the network may cost
 * @param search the strategy
 * @param train how each candidate is trained
 * @param last how base and winner are trained in the end (key {@code final}), if they are
 * @param weights what the base starts from, if it is not drawn
 * @param dynamicResolution how networks choose a resolution for every image, if they do
 * @param thumbnail how a network learns to read thumbnails, where it is asked to
 */
public record SearchSpec(
    String name,
    long seed,
    Data data,
    Space space,
    Budget budget,
    Search search,
    Training train,
    @JsonProperty("final") Optional<Training> last,
    Optional<StartingWeights> weights,
    Optional<DynamicResolution> dynamicResolution,
    Optional<Thumbnailing> thumbnail) {

  /** Begins with what every spec has; all else has its default. */
  public static SearchSpecBuilder builder(String name, Data data, Space space, Budget budget) {
    return new SearchSpecBuilder(name, data, space, budget);
  }

  /** Returns a builder that has all that this spec has. */
  public SearchSpecBuilder toBuilder() {
    return new SearchSpecBuilder(this);
  }

  /**
   * The strategy and what it is told.
   *
   * @param strategy name of a searcher
   * @param options the searcher's own settings, by name
   */
  public record Search(String strategy, SortedMap<String, String> options) {
    /** Copies the map. */
    public Search {
      options = ImmutableSortedMap.copyOf(options);
    }

    /** Returns settings of a strategy. */
    public static Search of(String strategy, Map<String, String> options) {
      return new Search(strategy, ImmutableSortedMap.copyOf(options));
    }
  }
}
