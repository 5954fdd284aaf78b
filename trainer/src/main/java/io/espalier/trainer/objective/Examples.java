package io.espalier.trainer.objective;

import ai.djl.ndarray.NDArray;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A batch to learn from, on the network's device.
 *
 * @param images N x C x H x W; their manager owns all that is computed from them
 * @param targets N x classes, a distribution in each row
 * @param epoch running epoch, counted from 0
 * @param draws returns a generator for this step's random draws of a purpose, always the same one
 */
public record Examples(
    NDArray images, NDArray targets, int epoch, Function<String, RandomGenerator> draws) {

  /** Returns the number of images. */
  public int size() {
    return Math.toIntExact(images.getShape().get(0));
  }

  /** Returns a generator for what layers drop. */
  public RandomGenerator noise() {
    return draws.apply("noise");
  }
}
