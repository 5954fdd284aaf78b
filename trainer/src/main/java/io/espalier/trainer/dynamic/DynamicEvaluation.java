package io.espalier.trainer.dynamic;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The results of a network that chooses resolutions, compared with other ways to choose them.
 *
 * @param images images looked at
 * @param entropy of the shares of the resolutions, in nats
 * @param predictorMacs multiply-accumulates of the predictor, which {@code dynamic} includes
 * @param resolutions the finest first
 * @param dynamic what the predictor chooses
 * @param fixed always the same resolution, the finest first
 * @param random a random choice with the expected multiply-accumulates of the dynamic one
 * @param oracle for every image the cheapest resolution in which its class is found, or the
 *     cheapest of all if it is never found: the result of a perfect predictor that costs nothing
 */
public record DynamicEvaluation(
    int images,
    double entropy,
    long predictorMacs,
    List<AtResolution> resolutions,
    ChoosingResult dynamic,
    List<ChoosingResult> fixed,
    ChoosingResult random,
    ChoosingResult oracle) {

  /** Copies the lists. */
  public DynamicEvaluation {
    resolutions = List.copyOf(resolutions);
    fixed = List.copyOf(fixed);
  }

  /**
   * The images that the predictor chose one resolution for.
   *
   * @param side height and width, in pixels
   * @param macs multiply-accumulates of the classifier
   * @param images how many there are
   * @param share of all images
   * @param topOne share of them whose class was found, if there are any
   */
  public record AtResolution(
      int side, long macs, long images, double share, OptionalDouble topOne) {}

  /**
   * The result of one way to choose resolutions.
   *
   * @param choice who or what chooses
   * @param topOne share of images whose class was found; expected, where the choice is random
   * @param macs multiply-accumulates that an image is expected to cost
   * @param millisPerImage wall-clock time of an image, in batches
   */
  public record ChoosingResult(String choice, double topOne, double macs, double millisPerImage) {}
}
