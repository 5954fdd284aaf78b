package io.espalier.space.blueprint;

import java.util.List;

/**
 * Resizing, antialiased where it shrinks.
 *
 * @param height rows of the output
 * @param width columns of the output
 * @param filter how pixels are weighed
 */
public record Resize(int height, int width, Filter filter) implements WeightFree {

  /** What an output pixel is made of. */
  public enum Filter {
    /** A triangle, two pixels wide. */
    BILINEAR,
    /** Keys' cubic convolution with a = -0.5, four pixels wide: sharper, and it may overshoot. */
    BICUBIC
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return new Shape(Layer.only(inputs, this).channels(), height, width);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.resize(this);
  }
}
