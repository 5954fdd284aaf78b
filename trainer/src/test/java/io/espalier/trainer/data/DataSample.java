package io.espalier.trainer.data;

import io.espalier.space.spec.Data;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Data settings as a spec gives them, of which a test names only what it is about. */
final class DataSample {

  private final String train;
  private Optional<String> test = Optional.empty();
  private OptionalInt limit = OptionalInt.empty();
  private boolean skip;
  private OptionalInt classes = OptionalInt.empty();
  private OptionalInt channels = OptionalInt.empty();
  private OptionalInt side = OptionalInt.empty();
  private Optional<List<Double>> mean = Optional.empty();
  private Optional<List<Double>> deviation = Optional.empty();

  private Optional<SortedMap<String, Integer>> classIndex = Optional.empty();
  private OptionalInt testEvery = OptionalInt.empty();

  private DataSample(String train) {
    this.train = train;
  }

  /** A quarter of the images is held out. */
  static DataSample of(String train) {
    return new DataSample(train);
  }

  DataSample withTest(String location) {
    test = Optional.of(location);
    return this;
  }

  DataSample withLimit(int images) {
    limit = OptionalInt.of(images);
    return this;
  }

  DataSample skipUnreadable() {
    skip = true;
    return this;
  }

  DataSample withClasses(int number) {
    classes = OptionalInt.of(number);
    return this;
  }

  DataSample withChannels(int number) {
    channels = OptionalInt.of(number);
    return this;
  }

  DataSample withSide(int pixels) {
    side = OptionalInt.of(pixels);
    return this;
  }

  DataSample withNormalisation(List<Double> means, List<Double> deviations) {
    mean = Optional.of(means);
    deviation = Optional.of(deviations);
    return this;
  }

  DataSample withClassIndex(int outputs, Map<String, Integer> index) {
    classes = OptionalInt.of(outputs);
    classIndex = Optional.of(new TreeMap<>(index));
    return this;
  }

  DataSample withTestEvery(int images) {
    testEvery = OptionalInt.of(images);
    return this;
  }

  Data data() {
    return new Data(
        Optional.of(train),
        test,
        0.25,
        limit,
        skip,
        classes,
        channels,
        side,
        mean,
        deviation,
        classIndex,
        testEvery,
        Optional.empty());
  }
}
