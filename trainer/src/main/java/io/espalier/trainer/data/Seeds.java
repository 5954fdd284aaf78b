package io.espalier.trainer.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Generators that depend on nothing but what they are for. */
final class Seeds {

  private Seeds() {}

  /** Returns the generator for a purpose of a run, and for what else tells one draw from others. */
  static SplittableRandom generator(long seed, String purpose, long... numbers) {
    Hasher hasher =
        Hashing.murmur3_128().newHasher().putString(purpose, StandardCharsets.UTF_8).putLong(seed);
    for (long number : numbers) {
      hasher.putLong(number);
    }
    return new SplittableRandom(hasher.hash().asLong());
  }

  /** Brings values into random order, in place (Fisher and Yates). */
  static void shuffle(int[] values, SplittableRandom generator) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = generator.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
