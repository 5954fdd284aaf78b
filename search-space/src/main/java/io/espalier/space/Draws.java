package io.espalier.space;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The source of all random numbers of a run: generators seeded by the run's seed, the trial and the
 * purpose, so that no draw depends on what was drawn before it for something else.
 */
public final class Draws {

  /** Used as the trial in draws that do not belong to a trial. */
  public static final long WHOLE_RUN = -1;

  private Draws() {}

  /**
   * Returns a new generator.
   *
   * @param seed the run's seed
   * @param trial number of the trial, or {@link #WHOLE_RUN}
   * @param purpose what is drawn, such as {@code weights}
   * @param more further coordinates, such as epoch and image
   */
  public static SplittableRandom of(long seed, long trial, String purpose, long... more) {
    Hasher hasher =
        Hashing.murmur3_128()
            .newHasher()
            .putLong(seed)
            .putLong(trial)
            .putInt(purpose.length())
            .putString(purpose, StandardCharsets.UTF_8);
    for (long coordinate : more) {
      hasher.putLong(coordinate);
    }
    return new SplittableRandom(hasher.hash().asLong());
  }
}
