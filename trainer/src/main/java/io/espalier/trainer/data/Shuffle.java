package io.espalier.trainer.data;

import java.util.SplittableRandom;

/** Random order. */
final class Shuffle {

  private Shuffle() {}

  /** Brings values into random order, in place (Fisher and Yates). */
  static void inPlace(int[] values, SplittableRandom generator) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = generator.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
