package io.espalier.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * How far features are from those of a teacher: |S - T|^2 / |T|^2, over all numbers of a batch. The
 * division (ours) makes it the same for all networks, whether their features are rectified or not.
 */
public final class FeatureDistance {

  private FeatureDistance() {}

  /**
   * Returns one number.
   *
   * @param found S, N x C x H x W
   * @param wanted T, of the same shape
   */
  public static NDArray of(NDArray found, NDArray wanted) {
    return found.sub(wanted).square().sum().div(wanted.square().sum());
  }
}
