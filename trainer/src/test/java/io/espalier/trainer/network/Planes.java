package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Activations in plain arrays, for what layers should compute to be written out by hand.
 *
 * @param images number of images
 * @param channels number of channels
 * @param side rows and columns
 * @param values images x channels x rows x columns
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by their values only.
record Planes(int images, int channels, int side, double[] values) {

  static Planes of(int images, int channels, int side) {
    return new Planes(images, channels, side, new double[images * channels * side * side]);
  }

  /** Draws values, evenly between two. */
  static Planes drawn(int images, int channels, int side, double from, double to, long seed) {
    Planes drawn = of(images, channels, side);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < drawn.values.length; i++) {
      drawn.values[i] = (float) (from + (to - from) * random.nextDouble());
    }
    return drawn;
  }

  static Planes of(int images, int channels, int side, float[] values) {
    Planes planes = of(images, channels, side);
    for (int i = 0; i < values.length; i++) {
      planes.values[i] = values[i];
    }
    return planes;
  }

  /** The value at a place, or zero outside of the plane. */
  double at(int image, int channel, int row, int column) {
    return row < 0 || column < 0 || row >= side || column >= side
        ? 0
        : values[index(image, channel, row, column)];
  }

  int index(int image, int channel, int row, int column) {
    return ((image * channels + channel) * side + row) * side + column;
  }

  /** A value of an output. */
  interface Cell {
    double value(int image, int channel, int row, int column);
  }

  /** Returns planes of other sizes, value by value. */
  Planes to(int newChannels, int newSide, Cell cell) {
    Planes result = of(images, newChannels, newSide);
    for (int n = 0; n < images; n++) {
      for (int c = 0; c < newChannels; c++) {
        for (int y = 0; y < newSide; y++) {
          for (int x = 0; x < newSide; x++) {
            result.values[result.index(n, c, y, x)] = cell.value(n, c, y, x);
          }
        }
      }
    }
    return result;
  }

  Planes map(DoubleUnaryOperator function) {
    return to(channels, side, (n, c, y, x) -> function.applyAsDouble(at(n, c, y, x)));
  }

  static void assertEqual(Planes actual, Planes expected) {
    assertThat(actual.channels()).isEqualTo(expected.channels());
    assertThat(actual.side()).isEqualTo(expected.side());
    for (int i = 0; i < expected.values().length; i++) {
      assertThat(actual.values()[i]).isCloseTo(expected.values()[i], within(2e-5));
    }
  }

  float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
