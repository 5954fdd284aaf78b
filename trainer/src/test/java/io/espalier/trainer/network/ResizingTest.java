package io.espalier.trainer.network;

import static io.espalier.trainer.network.Planes.assertEqual;

import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Resize.Filter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resizing against its filters. */
class ResizingTest {

  private static final Planes SIGNED = Planes.drawn(2, 6, 7, -1, 1, 1);

  /** Over the input's pixels, as wide as the step where the image shrinks. */
  @ParameterizedTest
  @CsvSource({
    "14, BILINEAR", "10, BILINEAR", "7, BILINEAR", "5, BILINEAR", "3, BILINEAR", "1, BILINEAR",
    "14, BICUBIC", "10, BICUBIC", "7, BICUBIC", "5, BICUBIC", "3, BICUBIC", "1, BICUBIC"
  })
  void resizingWeighsPixelsByItsFilter(int side, Filter filter) {
    double step = 7.0 / side;
    Planes expected =
        SIGNED.to(
            6,
            side,
            (n, c, y, x) -> {
              double sum = 0;
              double weights = 0;
              for (int v = 0; v < 7; v++) {
                for (int u = 0; u < 7; u++) {
                  double weight = weight(filter, v, y, step) * weight(filter, u, x, step);
                  sum += weight * SIGNED.at(n, c, v, u);
                  weights += weight;
                }
              }
              return sum / weights;
            });
    assertEqual(OneLayer.infer(SIGNED, 6, new Resize(side, side, filter)), expected);
  }

  private static double weight(Filter filter, int pixel, int output, double step) {
    double distance = Math.abs(pixel - ((output + 0.5) * step - 0.5)) / Math.max(1, step);
    return switch (filter) {
      case BILINEAR -> Math.max(0, 1 - distance);
      case BICUBIC -> keys(distance);
    };
  }

  /** Keys, Cubic convolution interpolation (1981), equation 15. */
  private static double keys(double s) {
    if (s < 1) {
      return 1.5 * s * s * s - 2.5 * s * s + 1;
    }
    return s < 2 ? -0.5 * s * s * s + 2.5 * s * s - 4 * s + 2 : 0;
  }
}
