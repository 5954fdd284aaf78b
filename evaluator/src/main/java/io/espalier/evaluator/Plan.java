package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.espalier.space.Architecture;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.StartingWeights;
import io.espalier.space.thumbnail.Thumbnailing;
import java.util.Optional;

/**
 * What a run does with its spec, as plain values: searches, or trains one network in one of several
 * ways. Every plan goes the same road: journaled, resumable, trained by the same workers.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "plan")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Plan.Search.class, name = "search"),
  @JsonSubTypes.Type(value = Plan.Train.class, name = "train"),
  @JsonSubTypes.Type(value = Plan.Dynamic.class, name = "dynamic"),
  @JsonSubTypes.Type(value = Plan.Lean.class, name = "lean"),
  @JsonSubTypes.Type(value = Plan.Thumb.class, name = "thumb")
})
public sealed interface Plan {

  /** Returns what the given cases make of this plan. */
  <T> T match(Cases<T> cases);

  /**
   * One function for every kind of plan.
   *
   * @param <T> what the functions return
   */
  interface Cases<T> {
    T search(Search plan);

    T train(Train plan);

    T dynamic(Dynamic plan);

    T lean(Lean plan);

    T thumb(Thumb plan);
  }

  /** Returns what the plan is called, in journals and in comparisons. */
  String name();

  /** Returns what becomes of a network in the end, in words. */
  default String treatment() {
    return "trained in full";
  }

  /** Returns the one network that the run is about; empty where it searches for one. */
  default Optional<Architecture> only() {
    return Optional.empty();
  }

  /** Returns the trained network that the run works on, if it works on one. */
  default Optional<TrainedFile> subject() {
    return Optional.empty();
  }

  /** Returns the spec as this plan asks for it. */
  default SearchSpec applied(SearchSpec spec) {
    return spec;
  }

  /** Searches, and trains base and winner in full. */
  record Search() implements Plan {
    @Override
    public String name() {
      return "search";
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.search(this);
    }
  }

  /**
   * Trains one architecture in full, as {@code final} in the spec says.
   *
   * @param architecture the network
   */
  record Train(Architecture architecture) implements Plan {
    @Override
    public Optional<Architecture> only() {
      return Optional.of(architecture);
    }

    @Override
    public String name() {
      return "train";
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.train(this);
    }
  }

  /**
   * Teaches a trained network to choose a resolution for every image, as {@code final} in the spec
   * says.
   *
   * @param architecture the network
   * @param weights where it starts
   * @param settings how it chooses
   */
  record Dynamic(Architecture architecture, StartingWeights weights, DynamicResolution settings)
      implements Plan {
    @Override
    public Optional<Architecture> only() {
      return Optional.of(architecture);
    }

    @Override
    public SearchSpec applied(SearchSpec spec) {
      return spec.toBuilder().weights(weights).dynamicResolution(settings).build();
    }

    @Override
    public String name() {
      return "dynamic";
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.dynamic(this);
    }
  }

  /**
   * Makes a trained network lean, and fine-tunes it, as {@code train} in the spec says.
   *
   * @param dense the trained network
   * @param architecture the same with other densities
   * @param fit whether the projection is fitted to the dense network's responses
   * @param calibration images for that, and for the calibration of batch norm
   * @param distillation how the lean network learns from the dense one, if it does
   */
  record Lean(
      TrainedFile dense,
      Architecture architecture,
      boolean fit,
      int calibration,
      Optional<Distillation> distillation)
      implements Plan {
    /**
     * @throws IllegalArgumentException if there is no image to calibrate with
     */
    public Lean {
      checkArgument(
          calibration >= 1, "Batch norm is calibrated with 1 image or more, not %s.", calibration);
    }

    @Override
    public Optional<Architecture> only() {
      return Optional.of(architecture);
    }

    @Override
    public Optional<TrainedFile> subject() {
      return Optional.of(dense);
    }

    @Override
    public String name() {
      return "lean";
    }

    @Override
    public String treatment() {
      return "made lean";
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.lean(this);
    }
  }

  /**
   * Teaches a trained network to read thumbnails, and a downscaler to make them, as {@code train}
   * in the spec says.
   *
   * @param teacher the trained network
   * @param settings how thumbnails are learned
   */
  record Thumb(TrainedFile teacher, Thumbnailing settings) implements Plan {

    /** Returns the network that reads thumbnails. */
    public Architecture student() {
      Architecture whole = teacher.architecture();
      return whole.withResolution(settings.readingSide(whole.resolution()));
    }

    @Override
    public Optional<Architecture> only() {
      return Optional.of(student());
    }

    @Override
    public Optional<TrainedFile> subject() {
      return Optional.of(teacher);
    }

    @Override
    public String name() {
      return "thumb";
    }

    @Override
    public String treatment() {
      return "taught to read thumbnails";
    }

    @Override
    public <T> T match(Cases<T> cases) {
      return cases.thumb(this);
    }
  }
}
