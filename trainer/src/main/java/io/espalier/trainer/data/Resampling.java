package io.espalier.trainer.data;

import java.util.Arrays;
import java.util.stream.IntStream;

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

  private static final int RGB = 3;

  private final int length;
  private final int[] first;
  private final float[][] weights;

  /** Makes what brings an axis from one length to another, to be used many times. */
  Resampling(int from, int to) {
    length = from;
    double step = (double) from / to;
    double reach = Math.max(step, 1);
    int[] ends = new int[to];
    first = new int[to];
    weights = new float[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * step;
      first[i] = Math.max(0, (int) Math.floor(centre - reach + 0.5));
      ends[i] = Math.min(from, (int) Math.floor(centre + reach + 0.5));
    }
    // All have as many: loops of one length are those that processors foresee.
    int most = IntStream.range(0, to).map(i -> ends[i] - first[i]).max().orElse(0);
    for (int i = 0; i < to; i++) {
      first[i] = Math.min(first[i], from - most);
      weights[i] = triangle(first[i], first[i] + most, (i + 0.5) * step, reach);
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

  /**
   * Resizes a square image of floats, interleaved: first down its columns, whose neighbours a
   * processor computes together, and then along its rows.
   *
   * @param offset where it begins in the source
   * @param target gets the square
   */
  void resize(float[] source, int offset, int channels, float[] target) {
    float[] row = new float[length * channels];
    for (int y = 0; y < first.length; y++) {
      row(source, offset, y, row);
      along(row, channels, target, y * first.length * channels);
    }
  }

  /** Sets a row to the mean of those around one place. */
  private void row(float[] source, int offset, int place, float[] row) {
    float[] taps = weights[place];
    Arrays.fill(row, 0);
    for (int k = 0; k < taps.length; k++) {
      float weight = taps[k];
      int from = offset + (first[place] + k) * row.length;
      for (int c = 0; c < row.length; c++) {
        row[c] += weight * source[from + c];
      }
    }
  }

  /** Sets (length, channels) to the means of a row's pixels around each place. */
  private void along(float[] row, int channels, float[] target, int to) {
    if (channels == RGB) {
      alongRgb(row, target, to);
      return;
    }
    for (int i = 0; i < first.length; i++) {
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int k = 0; k < weights[i].length; k++) {
          sum += weights[i][k] * row[(first[i] + k) * channels + c];
        }
        target[to + i * channels + c] = sum;
      }
    }
  }

  /** The same for three channels, whose sums stay in registers. */
  private void alongRgb(float[] row, float[] target, int to) {
    int out = to;
    for (int i = 0; i < first.length; i++) {
      int in = first[i] * RGB;
      float red = 0;
      float green = 0;
      float blue = 0;
      float[] taps = weights[i];
      for (int k = 0; k < taps.length; k++) {
        float weight = taps[k];
        red += weight * row[in];
        green += weight * row[in + 1];
        blue += weight * row[in + 2];
        in += RGB;
      }
      target[out] = red;
      target[out + 1] = green;
      target[out + 2] = blue;
      out += RGB;
    }
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
