package io.espalier.trainer.network;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a forward pass is for: training, with the noise that layers drop values by, or inference.
 */
public final class Pass {

  /** Batch norm uses its running statistics, and nothing is dropped. */
  public static final Pass INFERENCE = new Pass(Optional.empty());

  private final Optional<RandomGenerator> noise;

  private Pass(Optional<RandomGenerator> noise) {
    this.noise = noise;
  }

  /**
   * Returns a pass in which batch norm uses the batch's statistics, and notes them.
   *
   * @param noise decides what is dropped, layer after layer
   */
  public static Pass training(RandomGenerator noise) {
    return new Pass(Optional.of(noise));
  }

  boolean training() {
    return noise.isPresent();
  }

  /** Draws factors of 0, for a share of the values, and of 1 / (1 - rate) for the others. */
  float[] mask(double rate, long size) {
    float kept = (float) (1 / (1 - rate));
    float[] mask = new float[Math.toIntExact(size)];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = noise.orElseThrow().nextDouble() < rate ? 0 : kept;
    }
    return mask;
  }
}
