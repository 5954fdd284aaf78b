package io.espalier.trainer.network;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a forward pass is for: training, with the noise that layers drop values by, or inference.
 */
public final class Pass {

  /** Batch norm uses its running statistics, and nothing is dropped. */
  public static final Pass INFERENCE = new Pass(Optional.empty(), 0);

  /** PyTorch's default. */
  private static final double MOMENTUM = 0.1;

  private final Optional<RandomGenerator> noise;
  private final double momentum;

  private Pass(Optional<RandomGenerator> noise, double momentum) {
    this.noise = noise;
    this.momentum = momentum;
  }

  /**
   * Returns a pass in which batch norm uses the batch's statistics, and notes them.
   *
   * @param noise decides what is dropped, layer after layer
   */
  public static Pass training(RandomGenerator noise) {
    return new Pass(Optional.of(noise), MOMENTUM);
  }

  /**
   * Returns a pass over a part of a batch. The fewer images, the less the running statistics of
   * batch norm follow them: many small parts count as much as a few large ones.
   *
   * @param share images of the part, of all images of the batch
   */
  public static Pass training(RandomGenerator noise, double share) {
    return new Pass(Optional.of(noise), 1 - Math.pow(1 - MOMENTUM, share));
  }

  /** How much of the running statistics is replaced by those of the batch. */
  float momentum() {
    return (float) momentum;
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
