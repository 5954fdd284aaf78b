package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;

/**
 * Bilinear resizing of N x C x H x W, antialiased where it shrinks; gradients flow through it.
 *
 * <p>Output pixel i stands at (i + 0.5) * in / out - 0.5 of the input and weighs its neighbours by
 * a triangle of half-width max(1, in / out), as PyTorch's {@code interpolate(..., mode="bilinear",
 * antialias=True)} does.
 */
final class Bilinear {

  /** DJL's number of the triangle on PyTorch; 2 is a box there, whatever its name. */
  private static final int TRIANGLE = 1;

  private Bilinear() {}

  static NDArray resize(NDArray images, int height, int width) {
    ai.djl.ndarray.types.Shape shape = images.getShape();
    if (shape.get(2) == height && shape.get(3) == width) {
      return images;
    }
    return images.getNDArrayInternal().interpolation(new long[] {height, width}, TRIANGLE, false);
  }
}
