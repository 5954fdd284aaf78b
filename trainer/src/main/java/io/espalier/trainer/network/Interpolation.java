package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Resize.Filter;

/**
 * Resizing of N x C x H x W, antialiased where it shrinks; gradients flow through it.
 *
 * <p>Output pixel i stands at (i + 0.5) * in / out - 0.5 of the input and weighs its neighbours by
 * the filter, stretched by max(1, in / out), as PyTorch's {@code interpolate(..., antialias=True)}
 * does.
 */
final class Interpolation {

  private Interpolation() {}

  /** Resizes bilinearly. */
  static NDArray resize(NDArray images, int height, int width) {
    return resize(images, new Resize(height, width, Filter.BILINEAR));
  }

  static NDArray resize(NDArray images, Resize to) {
    ai.djl.ndarray.types.Shape shape = images.getShape();
    if (shape.get(2) == to.height() && shape.get(3) == to.width()) {
      return images;
    }
    long[] size = {to.height(), to.width()};
    try (NDArray resized =
        images.getNDArrayInternal().interpolation(size, number(to.filter()), false)) {
      return Convolution.channelsLast(resized);
    }
  }

  /** DJL's numbers on PyTorch; 2 is a box filter there, in spite of its name. */
  private static int number(Filter filter) {
    return switch (filter) {
      case BILINEAR -> 1;
      case BICUBIC -> 3;
    };
  }
}
