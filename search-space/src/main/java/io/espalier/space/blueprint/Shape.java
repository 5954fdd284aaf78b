package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The shape of one image's activations.
 *
 * @param channels number of channels
 * @param height rows
 * @param width columns
 */
public record Shape(int channels, int height, int width) {

  /**
   * @throws IllegalArgumentException if a dimension is not positive
   */
  public Shape {
    checkArgument(
        channels > 0 && height > 0 && width > 0,
        "An activation of %s channels, %s rows and %s columns is empty."
            + " Maybe the input resolution is too small for the strides.",
        channels,
        height,
        width);
  }

  /** Returns a square shape. */
  public static Shape square(int channels, int side) {
    return new Shape(channels, side, side);
  }

  /** Returns this shape with another number of channels. */
  public Shape withChannels(int count) {
    return new Shape(count, height, width);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
