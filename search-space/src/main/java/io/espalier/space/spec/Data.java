package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Function;

/** What a search learns from and is judged by: images, or a table of accuracies in their place. */
public sealed interface Data {

  /** Returns what the given functions make of the images, or of the table. */
  <T> T match(Function<Images, T> images, Function<Table, T> table);

  /** Returns the images, if it is images. */
  default Optional<Images> images() {
    return match(Optional::of, table -> Optional.empty());
  }

  /** Returns this as JSON has it. */
  @JsonValue
  default WrittenData written() {
    return match(WrittenData::of, WrittenData::of);
  }

  /** Reads what JSON has. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Data read(WrittenData written) {
    return written.data();
  }

  /**
   * A table of accuracies, which are looked up instead of trained for.
   *
   * @param location of the file, relative to the spec or absolute
   */
  record Table(String location) implements Data {
    /**
     * @throws IllegalArgumentException if the location is empty
     */
    public Table {
      checkLocation(location);
    }

    @Override
    public <T> T match(Function<Images, T> images, Function<Table, T> table) {
      return table.apply(this);
    }
  }

  /**
   * Images, sorted into classes.
   *
   * @param train location of the training images, relative to the spec or absolute
   * @param test location of the test images, which the search never sees, if there are any
   * @param validation share of the training images that is held out to score candidates
   * @param limit most training images, stratified by class, if limited
   * @param skipUnreadable whether images that cannot be read are left out instead of refused
   * @param classes number of classes where the images need not be looked at, as for describing;
   *     with a class index the number of the network's outputs
   * @param channels 1 for grey, 3 for RGB; what the images have, where it is not given
   * @param side height and width that images are stored with, where they differ from one another
   * @param mean mean per channel of pixels in [0, 1]; that of the training images if not given
   * @param standardDeviation likewise
   * @param classIndex the network's output, counted from 0, that stands for each class, by its
   *     name; where it is not given, classes are counted in the order of their names
   * @param testEvery every n-th test image is used, in order, from the first; all if not given
   */
  record Images(
      String train,
      Optional<String> test,
      double validation,
      OptionalInt limit,
      boolean skipUnreadable,
      OptionalInt classes,
      OptionalInt channels,
      OptionalInt side,
      Optional<List<Double>> mean,
      Optional<List<Double>> standardDeviation,
      Optional<SortedMap<String, Integer>> classIndex,
      OptionalInt testEvery)
      implements Data {

    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public Images {
      checkLocation(train);
      checkArgument(
          validation > 0 && validation < 1,
          "The validation share (%s) must be above 0 and below 1, such as 0.1.",
          validation);
      mean = mean.map(List::copyOf);
      standardDeviation = standardDeviation.map(List::copyOf);
      int given = channels.orElse(mean.map(List::size).orElse(0));
      checkArgument(
          mean.isPresent() == standardDeviation.isPresent()
              && fits(given, mean)
              && fits(given, standardDeviation),
          "Mean %s and standard deviation %s must both have one number for each channel (%s).",
          mean.orElse(List.of()),
          standardDeviation.orElse(List.of()),
          given);
      classIndex = classIndex.map(ImmutableSortedMap::copyOfSorted);
      int outputs = classes.orElse(0);
      checkArgument(
          classIndex.isEmpty()
              || classIndex.get().values().stream().allMatch(i -> i >= 0 && i < outputs),
          "The class index %s must name outputs below the number of classes (%s).",
          classIndex.map(Object::toString).orElse(""),
          outputs);
      testEvery.ifPresent(
          every ->
              checkArgument(
                  every > 0, "testEvery is %s: every n-th image needs 1 or more.", every));
    }

    /** Begins with the location of the training images; all else has its default. */
    public static ImagesBuilder builder(String train) {
      return new ImagesBuilder(train);
    }

    /** Returns a builder that has all that these have. */
    public ImagesBuilder toBuilder() {
      return new ImagesBuilder(this);
    }

    private static boolean fits(int channels, Optional<List<Double>> numbers) {
      return numbers.map(given -> given.size() == channels).orElse(true);
    }

    /** Tells whether mean and standard deviation, where given, have a number for each channel. */
    public boolean fits(int count) {
      return fits(count, mean) && fits(count, standardDeviation);
    }

    @Override
    public <T> T match(Function<Images, T> images, Function<Table, T> table) {
      return images.apply(this);
    }
  }

  private static void checkLocation(String location) {
    checkArgument(!location.isBlank(), "The location of the data is empty.");
  }
}
