package io.espalier.trainer.data;

/**
 * How often each byte occurs in each channel: integers, so that sums do not depend on the order in
 * which threads add images.
 */
final class PixelCounts {

  private static final int VALUES = 256;

  private final long[][] counts;

  PixelCounts(int channels) {
    counts = new long[channels][VALUES];
  }

  int channels() {
    return counts.length;
  }

  /** Returns how often a value, 0 to 255, occurs in a channel. */
  long count(int channel, int value) {
    return counts[channel][value];
  }

  /** Counts the pixels of an interleaved image. */
  void add(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += counts.length) {
      for (int c = 0; c < counts.length; c++) {
        counts[c][pixels[i + c] & 0xFF]++;
      }
    }
  }

  /** Adds what another thread has counted. */
  void add(PixelCounts other) {
    for (int c = 0; c < counts.length; c++) {
      for (int value = 0; value < VALUES; value++) {
        counts[c][value] += other.counts[c][value];
      }
    }
  }
}
