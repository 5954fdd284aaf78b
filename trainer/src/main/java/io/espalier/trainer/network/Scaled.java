package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;

/**
 * Multiplies by numbers where gradients flow.
 *
 * <p>DJL's {@code mul(Number)} and {@code div(Number)} close the tensor that they make of the
 * number, although PyTorch needs it for the way back. Its memory lasts until the next garbage
 * collection, and after that the gradient is computed from other data at that address.
 */
public final class Scaled {

  private Scaled() {}

  /** Returns an array times a number, which the array's manager keeps. */
  public static NDArray by(double factor, NDArray array) {
    return array.mul(array.getManager().create((float) factor));
  }
}
