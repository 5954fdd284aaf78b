package io.espalier.space.dynamic;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The small networks that look at a thumbnail of an image and choose its resolution: Dynamic
 * Resolution Network (arXiv 2106.02898), section 3.1.
 *
 * <p>Beside networks with depth-wise convolutions it has one inverted residual per stage of
 * MobileNetV2, beside others one basic residual block in each of four stages. The published ones
 * are the largest; a smaller classifier gets one with fewer pixels and then with fewer channels, so
 * that it stays cheap beside it. Many pixels in few channels take more time for as many
 * multiply-accumulates, and tell less.
 */
final class Predictors {

  /** Sides of the published thumbnails, against a classifier's 224 pixels. */
  private static final double RESIDUAL_THUMBNAIL = 128.0 / 224;

  private static final double INVERTED_THUMBNAIL = 64.0 / 224;

  /** Thumbnails do not get smaller while there are channels to leave out. */
  private static final int FEW_PIXELS = 32;

  private static final int FEWEST_PIXELS = 16;
  private static final int PIXEL_STEPS = 8;

  /** Sixteenths of the published widths. */
  private static final int PUBLISHED_WIDTH = 16;

  private static final int FEWEST_WIDTH = 2;

  private static final List<Integer> INVERTED_WIDTHS = List.of(16, 24, 32, 64, 96, 160, 320);

  private Predictors() {}

  /**
   * Returns the largest predictor that costs no more than a share of a classifier.
   *
   * @param head what is behind its features
   * @throws IllegalArgumentException if even the smallest costs more
   */
  static Blueprint fitting(Blueprint classifier, PredictorHead head, double share) {
    boolean inverted = hasDepthwise(classifier);
    IntFunction<Architecture> ofWidth = inverted ? Predictors::inverted : Predictors::residual;
    long most = (long) Math.floor(share * MacLedger.macs(classifier));
    double published = inverted ? INVERTED_THUMBNAIL : RESIDUAL_THUMBNAIL;
    int largest = (int) Math.round(published * classifier.inputShape().height());
    return Stream.concat(
            widths().flatMap(width -> of(width, sides(largest, FEW_PIXELS), ofWidth)),
            of(FEWEST_WIDTH, sides(largest, FEWEST_PIXELS), ofWidth))
        .map(head::draw)
        .filter(predictor -> MacLedger.macs(predictor) <= most)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No predictor costs at most %,d MACs, %.3g of the classifier's. Raise dynamicResolution.predictor, or take a larger network."
                        .formatted(most, share)));
  }

  private static Stream<Architecture> of(
      int width, Stream<Integer> sides, IntFunction<Architecture> ofWidth) {
    return sides.map(side -> ofWidth.apply(width).withResolution(side));
  }

  private static boolean hasDepthwise(Blueprint blueprint) {
    return blueprint.nodes().stream()
        .anyMatch(
            node ->
                node.layer() instanceof Conv conv
                    && conv.groups() > 1
                    && conv.groups() == conv.in());
  }

  /** From the largest down to the fewest pixels, or the largest alone, where it has no more. */
  private static Stream<Integer> sides(int largest, int fewest) {
    int last = Math.max(FEWEST_PIXELS, Math.min(largest, fewest));
    return IntStream.iterate(PIXEL_STEPS, step -> step > 0, step -> step - 1)
        .mapToObj(step -> Math.max(last, largest * step / PIXEL_STEPS))
        .distinct();
  }

  private static Stream<Integer> widths() {
    return IntStream.iterate(PUBLISHED_WIDTH, w -> w >= FEWEST_WIDTH, w -> w - 1).boxed();
  }

  /** One basic block per stage of ResNet: 64, 128, 256 and 512 channels in the published one. */
  private static Architecture residual(int sixteenths) {
    List<Stage> stages =
        IntStream.range(0, 4).mapToObj(i -> Stage.of(1, (4 * sixteenths) << i)).toList();
    return Architecture.of("resnet", FEWEST_PIXELS, stages);
  }

  /** One block per stage of MobileNetV2, and no wide convolution behind them. */
  private static Architecture inverted(int sixteenths) {
    List<Stage> stages =
        INVERTED_WIDTHS.stream().map(w -> Stage.of(1, channels(w, sixteenths))).toList();
    return Architecture.of("mobilenet-v2", FEWEST_PIXELS, stages)
        .withOption("stem", String.valueOf(channels(32, sixteenths)))
        .withOption("last", String.valueOf(channels(320, sixteenths)));
  }

  private static int channels(int published, int sixteenths) {
    return Math.max(4, published * sixteenths / PUBLISHED_WIDTH);
  }
}
