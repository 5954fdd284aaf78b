package io.espalier.space.spec;

import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.growth.Space;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Map;
import java.util.Optional;

/** Builds a {@link SearchSpec}: whatever is not set has the default of a spec. */
public final class SearchSpecBuilder {

  private String name;
  private long seed;
  private Data data;
  private final Space space;
  private final Budget budget;
  private SearchSpec.Search search = SearchSpec.Search.of("greedy", Map.of());
  private Training train = Training.NONE;
  private Optional<Training> last = Optional.empty();
  private Optional<StartingWeights> weights = Optional.empty();
  private Optional<DynamicResolution> dynamicResolution = Optional.empty();
  private Optional<Thumbnailing> thumbnail = Optional.empty();

  SearchSpecBuilder(String name, Data data, Space space, Budget budget) {
    this.name = name;
    this.data = data;
    this.space = space;
    this.budget = budget;
  }

  SearchSpecBuilder(SearchSpec spec) {
    this(spec.name(), spec.data(), spec.space(), spec.budget());
    this.seed = spec.seed();
    this.search = spec.search();
    this.train = spec.train();
    this.last = spec.last();
    this.weights = spec.weights();
    this.dynamicResolution = spec.dynamicResolution();
    this.thumbnail = spec.thumbnail();
  }

  /** Sets the name of the run. */
  public SearchSpecBuilder name(String of) {
    name = of;
    return this;
  }

  /** Sets what every random draw of the run is made from (default: 0). */
  public SearchSpecBuilder seed(long number) {
    seed = number;
    return this;
  }

  /** Sets the images, or the table in their place. */
  public SearchSpecBuilder data(Data other) {
    data = other;
    return this;
  }

  /** Sets the strategy and its options (default: greedy with its defaults). */
  public SearchSpecBuilder search(String strategy, Map<String, String> options) {
    search = SearchSpec.Search.of(strategy, options);
    return this;
  }

  /** Sets how each candidate is trained. */
  public SearchSpecBuilder train(Training training) {
    train = training;
    return this;
  }

  /** Sets how base and winner are trained in the end, the key {@code final} of a spec. */
  public SearchSpecBuilder last(Training training) {
    last = Optional.of(training);
    return this;
  }

  /** Sets what the base starts from. */
  public SearchSpecBuilder weights(StartingWeights start) {
    weights = Optional.of(start);
    return this;
  }

  /** Sets how networks choose a resolution for every image. */
  public SearchSpecBuilder dynamicResolution(DynamicResolution settings) {
    dynamicResolution = Optional.of(settings);
    return this;
  }

  /** Sets how a network learns to read thumbnails. */
  public SearchSpecBuilder thumbnail(Thumbnailing settings) {
    thumbnail = Optional.of(settings);
    return this;
  }

  /** Builds it. */
  public SearchSpec build() {
    return new SearchSpec(
        name,
        seed,
        data,
        space,
        budget,
        search,
        train,
        last,
        weights,
        dynamicResolution,
        thumbnail);
  }
}
