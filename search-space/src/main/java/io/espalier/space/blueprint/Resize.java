package io.espalier.space.blueprint;

import java.util.List;

/**
 * Bilinear resizing, antialiased where it shrinks.
 *
 * @param height rows of the output
 * @param width columns of the output
 */
public record Resize(int height, int width) implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    return new Shape(Layer.only(inputs, this).channels(), height, width);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.resize(this);
  }
}
