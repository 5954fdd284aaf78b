package io.espalier.trainer.data;

import java.util.Arrays;

/**
 * Changes the length of an axis by antialiased linear interpolation: each new sample is the mean of
 * the old ones under a triangle around its place, which is as wide as two steps on the coarser
 * side. Places are those of pixel centres.
 *
 * <p>This is what Pillow and torchvision call bilinear, so that networks trained there see here
 * what they know. AWT's operations skip pixels when they shrink much, and the filters of
 * TwelveMonkeys' {@code ResampleOp} are off by half a pixel.
 */
final class Resampling {

  private final int[] first;
  private final float[][] weights;

  private Resampling(int from, int to) {
    double step = (double) from / to;
    double reach = Math.max(step, 1);
    first = new int[to];
    weights = new float[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * step;
      first[i] = Math.max(0, (int) Math.floor(centre - reach + 0.5));
      int end = Math.min(from, (int) Math.floor(centre + reach + 0.5));
      weights[i] = triangle(first[i], end, centre, reach);
    }
  }

  private static float[] triangle(int first, int end, double centre, double reach) {
    double[] heights = new double[end - first];
    Arrays.setAll(heights, k -> Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach));
    double sum = Arrays.stream(heights).sum();
    float[] weights = new float[heights.length];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) (heights[k] / sum);
    }
    return weights;
  }

  /** Resizes a picture. */
  static Picture resize(Picture picture, int height, int width) {
    int channels = picture.channels();
    float[] samples = new float[picture.pixels().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = picture.pixels()[i] & 0xFF;
    }
    float[] narrowed =
        new Resampling(picture.width(), width).apply(samples, picture.height(), channels);
    float[] resized = new Resampling(picture.height(), height).apply(narrowed, 1, width * channels);
    byte[] pixels = new byte[resized.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(resized[i]);
    }
    return new Picture(height, width, channels, pixels);
  }

  /** Resamples the middle axis of (outer, length, inner). */
  private float[] apply(float[] samples, int outer, int inner) {
    int length = samples.length / (outer * inner);
    float[] result = new float[outer * first.length * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < first.length; i++) {
        int target = (o * first.length + i) * inner;
        for (int k = 0; k < weights[i].length; k++) {
          float weight = weights[i][k];
          int source = (o * length + first[i] + k) * inner;
          for (int c = 0; c < inner; c++) {
            result[target + c] += weight * samples[source + c];
          }
        }
      }
    }
    return result;
  }
}
