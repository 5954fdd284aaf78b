package io.espalier.trainer.data;

import com.google.common.math.IntMath;
import java.math.RoundingMode;
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

  /** Old samples that are weighed at once: loops of a known length keep a processor busy. */
  private static final int TOGETHER = 4;

  private final int from;
  private final int[] first;
  private final int taps;
  private final float[] weights;

  /** Makes what brings an axis from one length to another, to be used many times. */
  Resampling(int from, int to) {
    this.from = from;
    double step = (double) from / to;
    double reach = Math.max(step, 1);
    int[] ends = new int[to];
    first = new int[to];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * step;
      first[i] = Math.max(0, (int) Math.floor(centre - reach + 0.5));
      ends[i] = Math.min(from, (int) Math.floor(centre + reach + 0.5));
    }
    int most = IntStream.range(0, to).map(i -> ends[i] - first[i]).max().orElse(0);
    taps = IntMath.divide(most, TOGETHER, RoundingMode.CEILING) * TOGETHER;
    weights = new float[to * taps];
    for (int i = 0; i < to; i++) {
      float[] triangle = triangle(first[i], ends[i], (i + 0.5) * step, reach);
      System.arraycopy(triangle, 0, weights, i * taps, triangle.length);
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
    int length = from * channels;
    float[][] near = new float[TOGETHER][length];
    // What lies behind the end of a row weighs nothing, but must be there.
    float[] row = new float[length + taps * channels];
    for (int y = 0; y < first.length; y++) {
      Arrays.fill(row, 0, length, 0);
      for (int k = 0; k < taps; k += TOGETHER) {
        for (int j = 0; j < TOGETHER; j++) {
          int old = Math.min(first[y] + k + j, from - 1);
          System.arraycopy(source, offset + old * length, near[j], 0, length);
        }
        add(near, y * taps + k, row);
      }
      along(row, channels, target, y * first.length * channels);
    }
  }

  /**
   * Adds weighed rows to another. They are copies: where all arrays are read and written at one
   * index, the JVM computes several samples in one instruction, which halves the time.
   */
  private void add(float[][] rows, int tap, float[] row) {
    float w0 = weights[tap];
    float w1 = weights[tap + 1];
    float w2 = weights[tap + 2];
    float w3 = weights[tap + 3];
    float[] r0 = rows[0];
    float[] r1 = rows[1];
    float[] r2 = rows[2];
    float[] r3 = rows[3];
    for (int x = 0; x < r0.length; x++) {
      row[x] += w0 * r0[x] + w1 * r1[x] + w2 * r2[x] + w3 * r3[x];
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
        for (int k = 0; k < taps; k++) {
          sum += weights[i * taps + k] * row[(first[i] + k) * channels + c];
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
      for (int k = i * taps; k < (i + 1) * taps; k += TOGETHER) {
        float w0 = weights[k];
        float w1 = weights[k + 1];
        float w2 = weights[k + 2];
        float w3 = weights[k + 3];
        red += w0 * row[in] + w1 * row[in + 3] + w2 * row[in + 6] + w3 * row[in + 9];
        green += w0 * row[in + 1] + w1 * row[in + 4] + w2 * row[in + 7] + w3 * row[in + 10];
        blue += w0 * row[in + 2] + w1 * row[in + 5] + w2 * row[in + 8] + w3 * row[in + 11];
        in += TOGETHER * RGB;
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
      for (int k = 0; k < taps && first[i] + k < from; k++) {
        float weight = weights[i * taps + k];
        int old = (first[i] + k) * inner;
        for (int c = 0; c < inner; c++) {
          target[to + c] += weight * samples[old + c];
        }
      }
    }
  }
}
