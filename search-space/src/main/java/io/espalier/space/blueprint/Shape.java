package io.espalier.space.blueprint;

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
    if (channels <= 0 || height <= 0 || width <= 0) {
      throw new IllegalArgumentException(
          """
          An activation of %d channels, %d rows and %d columns is empty. \
          Maybe the input resolution is too small for the strides."""
              .formatted(channels, height, width));
    }
  }

  /** Returns a square shape. */
  public static Shape square(int channels, int side) {
    return new Shape(channels, side, side);
  }

  /** Returns this shape with another number of channels. */
  public Shape withChannels(int count) {
    return new Shape(count, height, width);
  }

  /** Returns how many values it holds. */
  public long size() {
    return (long) channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
