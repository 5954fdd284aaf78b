package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * What a search learns from and is judged by: images, or a table of accuracies in their place.
 *
 * @param train location of the training images, relative to the spec or absolute; absent where a
 *     table is given
 * @param test location of the test images, which the search never sees, if there are any
 * @param validation share of the training images that is held out to score candidates
 * @param limit most training images, stratified by class, if limited
 * @param skipUnreadable whether images that cannot be read are left out instead of refused
 * @param classes number of classes where the images need not be looked at, as for describing; with
 *     a class index the number of the network's outputs
 * @param channels 1 for grey, 3 for RGB; what the images have, where it is not given
 * @param side height and width that images are stored with, where they differ from one another
 * @param mean mean per channel of pixels in [0, 1]; that of the training images if not given
 * @param standardDeviation likewise
 * @param classIndex the network's output, counted from 0, that stands for each class, by its name;
 *     where it is not given, classes are counted in the order of their names
 * @param testEvery only every so manieth test image is used, in order, from the first; all if not
 *     given
 * @param table location of a table of accuracies that are looked up instead of trained for, if one
 *     is given; nothing else is given then
 */
public record Data(
    Optional<String> train,
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
    OptionalInt testEvery,
    Optional<String> table) {

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public Data {
    checkArgument(
        train.isPresent() != table.isPresent(),
        "Data are either training images (%s) or a table (%s).",
        train.orElse("none"),
        table.orElse("none"));
    train.or(() -> table).ifPresent(Data::checkLocation);
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
            checkArgument(every > 0, "Every %sth test image is none; write 1 or more.", every));
  }

  private static void checkLocation(String location) {
    checkArgument(!location.isBlank(), "The location of the data is empty.");
  }

  /** Returns a table of accuracies in place of images. */
  public static Data ofTable(String location) {
    return new Data(
        Optional.empty(),
        Optional.empty(),
        0.1,
        OptionalInt.empty(),
        false,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of(location));
  }

  private static boolean fits(int channels, Optional<List<Double>> numbers) {
    return numbers.map(given -> given.size() == channels).orElse(true);
  }

  /** Tells whether mean and standard deviation, where given, have a number for each channel. */
  public boolean fits(int count) {
    return fits(count, mean) && fits(count, standardDeviation);
  }

  /** Returns the same with other test images. */
  public Data withTest(String location) {
    return new Data(
        train,
        Optional.of(location),
        validation,
        limit,
        skipUnreadable,
        classes,
        channels,
        side,
        mean,
        standardDeviation,
        classIndex,
        testEvery,
        table);
  }
}
