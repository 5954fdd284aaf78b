package io.espalier.space.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds {@link Data.Images}: whatever is not set has the default of a spec. */
public final class ImagesBuilder {

  private final String train;
  private Optional<String> test = Optional.empty();
  private double validation = 0.1;
  private OptionalInt limit = OptionalInt.empty();
  private boolean skipUnreadable;
  private OptionalInt classes = OptionalInt.empty();
  private OptionalInt channels = OptionalInt.empty();
  private OptionalInt side = OptionalInt.empty();
  private Optional<List<Double>> mean = Optional.empty();
  private Optional<List<Double>> standardDeviation = Optional.empty();
  private Optional<SortedMap<String, Integer>> classIndex = Optional.empty();
  private OptionalInt testEvery = OptionalInt.empty();

  ImagesBuilder(String train) {
    this.train = train;
  }

  ImagesBuilder(Data.Images images) {
    this.train = images.train();
    this.test = images.test();
    this.validation = images.validation();
    this.limit = images.limit();
    this.skipUnreadable = images.skipUnreadable();
    this.classes = images.classes();
    this.channels = images.channels();
    this.side = images.side();
    this.mean = images.mean();
    this.standardDeviation = images.standardDeviation();
    this.classIndex = images.classIndex();
    this.testEvery = images.testEvery();
  }

  /** Sets the location of the test images. */
  public ImagesBuilder test(String location) {
    test = Optional.of(location);
    return this;
  }

  /** Sets the share of the training images that candidates are scored on (default: 0.1). */
  public ImagesBuilder validation(double share) {
    validation = share;
    return this;
  }

  /** Sets the most training images, stratified by class. */
  public ImagesBuilder limit(int images) {
    limit = OptionalInt.of(images);
    return this;
  }

  /** Leaves images out that cannot be read, instead of refusing all. */
  public ImagesBuilder skipUnreadable() {
    skipUnreadable = true;
    return this;
  }

  /** Sets the number of classes, or of the network's outputs where there is a class index. */
  public ImagesBuilder classes(int count) {
    classes = OptionalInt.of(count);
    return this;
  }

  /** Sets the channels: 1 for grey, 3 for RGB. */
  public ImagesBuilder channels(int count) {
    channels = OptionalInt.of(count);
    return this;
  }

  /** Sets height and width that images are stored with, in pixels. */
  public ImagesBuilder side(int pixels) {
    side = OptionalInt.of(pixels);
    return this;
  }

  /** Sets mean and standard deviation per channel, of pixels in [0, 1]. */
  public ImagesBuilder normalisation(List<Double> means, List<Double> deviations) {
    mean = Optional.of(means);
    standardDeviation = Optional.of(deviations);
    return this;
  }

  /** Sets the network's output that stands for each class, by the name of the class. */
  public ImagesBuilder classIndex(Map<String, Integer> outputs) {
    classIndex = Optional.of(new TreeMap<>(outputs));
    return this;
  }

  /** Uses every n-th test image, in order, from the first. */
  public ImagesBuilder testEvery(int n) {
    testEvery = OptionalInt.of(n);
    return this;
  }

  /**
   * Builds them.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Data.Images build() {
    return new Data.Images(
        train,
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
        testEvery);
  }
}
