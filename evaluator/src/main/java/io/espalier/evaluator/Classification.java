package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/**
 * How well a trained network tells classes apart. Counts, so that equal networks measure equal.
 *
 * @param images images looked at
 * @param topOneCorrect images whose class had the highest score
 * @param topFiveCorrect images whose class was among the five highest scores
 * @param loss mean cross entropy, in nats
 * @param choices resolutions of the images, where the network chooses them
 */
public record Classification(
    int images, int topOneCorrect, int topFiveCorrect, double loss, Optional<Choices> choices)
    implements Measurement {

  /** Share of images whose class had the highest score. */
  public static final Measure TOP_ONE = new Measure("top-1", Measure.Unit.SHARE);

  /** Share of images whose class was among the five highest scores. */
  public static final Measure TOP_FIVE = new Measure("top-5", Measure.Unit.SHARE);

  /** Mean cross entropy. */
  public static final Measure LOSS = new Measure("loss", Measure.Unit.NATS);

  /** Creates what a network does that sees all images in one resolution. */
  public Classification(int images, int topOneCorrect, int topFiveCorrect, double loss) {
    this(images, topOneCorrect, topFiveCorrect, loss, Optional.empty());
  }

  /**
   * @throws IllegalArgumentException if the counts contradict each other
   */
  public Classification {
    checkArgument(images > 0, "A measurement needs at least one image.");
    checkArgument(
        0 <= topOneCorrect && topOneCorrect <= topFiveCorrect && topFiveCorrect <= images,
        "Of %s images, top-1 (%s) and top-5 (%s) cannot be right.",
        images,
        topOneCorrect,
        topFiveCorrect);
  }

  /** Returns the share of images whose class had the highest score. */
  public double topOne() {
    return (double) topOneCorrect / images;
  }

  /** Returns the share of images whose class was among the five highest scores. */
  public double topFive() {
    return (double) topFiveCorrect / images;
  }

  @Override
  @JsonIgnore
  public double score() {
    return topOne();
  }

  /** Returns the binomial standard error of {@link #topOne}. */
  @Override
  public double standardError() {
    return Math.sqrt(topOne() * (1 - topOne()) / images);
  }

  @Override
  public Map<Measure, Double> figures() {
    return ImmutableMap.of(TOP_ONE, topOne(), TOP_FIVE, topFive(), LOSS, loss);
  }

  @Override
  public Classification withChoices(Choices made) {
    return new Classification(images, topOneCorrect, topFiveCorrect, loss, Optional.of(made));
  }
}
