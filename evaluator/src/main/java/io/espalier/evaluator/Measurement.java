package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;

/**
 * What a trained network does on held-out images. Counts, so that equal networks measure equal.
 *
 * @param images images looked at
 * @param topOneCorrect images whose class had the highest score
 * @param topFiveCorrect images whose class was among the five highest scores
 * @param loss mean cross entropy, in nats
 * @param choices resolutions of the images, where the network chooses them
 */
public record Measurement(
    int images, int topOneCorrect, int topFiveCorrect, double loss, Optional<Choices> choices) {

  /** Creates what a network does that sees all images in one resolution. */
  public Measurement(int images, int topOneCorrect, int topFiveCorrect, double loss) {
    this(images, topOneCorrect, topFiveCorrect, loss, Optional.empty());
  }

  /** Returns this measurement of a network that chose these resolutions. */
  public Measurement withChoices(Choices made) {
    return new Measurement(images, topOneCorrect, topFiveCorrect, loss, Optional.of(made));
  }

  /**
   * @throws IllegalArgumentException if the counts contradict each other
   */
  public Measurement {
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

  /** Returns the binomial standard error of {@link #topOne}, which so few images leave. */
  public double standardError() {
    return Math.sqrt(topOne() * (1 - topOne()) / images);
  }
}
