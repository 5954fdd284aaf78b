package io.espalier.trainer.network;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The purpose of a forward pass: training, with the random numbers by which layers drop values, or
 * inference.
 */
public final class Pass {

  /** PyTorch's default. */
  private static final double MOMENTUM = 0.1;

  /** Batch norm uses its running statistics, and nothing is dropped. */
  public static final Pass INFERENCE = new Pass(Optional.empty(), false, MOMENTUM);

  private final Optional<RandomGenerator> noise;
  private final boolean training;
  private final double momentum;

  private Pass(Optional<RandomGenerator> noise, boolean training, double momentum) {
    this.noise = noise;
    this.training = training;
    this.momentum = momentum;
  }

  /**
   * Returns a pass in which batch norm uses the batch's statistics, and notes them.
   *
   * @param noise decides what is dropped, layer after layer
   */
  public static Pass training(RandomGenerator noise) {
    return new Pass(Optional.of(noise), true, MOMENTUM);
  }

  /**
   * Returns a pass over a part of a batch. The fewer images, the less the running statistics of
   * batch norm follow them: many small parts count as much as a few large ones.
   *
   * @param share images of the part, of all images of the batch
   */
  public static Pass training(RandomGenerator noise, double share) {
    return new Pass(Optional.of(noise), true, 1 - Math.pow(1 - MOMENTUM, share));
  }

  /**
   * Returns a pass that drops nothing, and after which the running statistics of batch norm are the
   * mean of those of all batches so far.
   *
   * @param batches how many there were before
   */
  public static Pass calibrating(int batches) {
    return new Pass(Optional.empty(), true, 1.0 / (batches + 1));
  }

  /** Tells whether batch norm uses the batch's statistics. */
  boolean training() {
    return training;
  }

  /** Tells whether layers drop values. */
  boolean dropping() {
    return noise.isPresent();
  }

  /** Returns the share of a batch in the running statistics after it. */
  double momentum() {
    return momentum;
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
