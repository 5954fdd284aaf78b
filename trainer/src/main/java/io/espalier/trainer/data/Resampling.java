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
    Resampling horizontal = new Resampling(picture.width(), width);
    float[] row = new float[picture.width() * channels];
    float[] narrowed = new float[picture.height() * width * channels];
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = picture.pixels()[y * row.length + x] & 0xFF;
      }
      horizontal.apply(row, narrowed, y * width * channels, channels);
    }
    float[] resized = new float[height * width * channels];
    new Resampling(picture.height(), height).apply(narrowed, resized, 0, width * channels);
    byte[] pixels = new byte[resized.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(resized[i]);
    }
    return new Picture(height, width, channels, pixels);
  }

  /** Adds the resampled first axis of (length, inner) to a target of zeros. */
  private void apply(float[] samples, float[] target, int offset, int inner) {
    for (int i = 0; i < first.length; i++) {
      int to = offset + i * inner;
      for (int k = 0; k < weights[i].length; k++) {
        float weight = weights[i][k];
        int from = (first[i] + k) * inner;
        for (int c = 0; c < inner; c++) {
          target[to + c] += weight * samples[from + c];
        }
      }
    }
  }
}
