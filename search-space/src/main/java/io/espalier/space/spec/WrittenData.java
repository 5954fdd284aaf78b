package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * {@link Data} as JSON has them, which checksums of specs are made of: the keys of images, and one
 * for a table that stands in their place.
 */
record WrittenData(
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

  /** What is written for the share of validation images where there are none. */
  private static final double NO_VALIDATION = 0.1;

  static WrittenData of(Data.Images images) {
    return new WrittenData(
        Optional.of(images.train()),
        images.test(),
        images.validation(),
        images.limit(),
        images.skipUnreadable(),
        images.classes(),
        images.channels(),
        images.side(),
        images.mean(),
        images.standardDeviation(),
        images.classIndex(),
        images.testEvery(),
        Optional.empty());
  }

  static WrittenData of(Data.Table table) {
    return new WrittenData(
        Optional.empty(),
        Optional.empty(),
        NO_VALIDATION,
        OptionalInt.empty(),
        false,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of(table.location()));
  }

  /**
   * @throws IllegalArgumentException if these are neither images nor a table, or both
   */
  Data data() {
    checkArgument(
        train.isPresent() != table.isPresent(),
        "Data are either training images (%s) or a table (%s).",
        train.orElse("none"),
        table.orElse("none"));
    return table
        .<Data>map(Data.Table::new)
        .orElseGet(
            () ->
                new Data.Images(
                    train.orElseThrow(),
                    test,
                    validation,
                    limit,
                    skipUnreadable,
                    classes,
                    channels,
                    side,
                    mean,
                    standardDeviation,
                    classIndex,
                    testEvery));
  }
}
