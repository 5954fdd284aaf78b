package io.espalier.space.blueprint;

import java.util.List;

/**
 * The image, normalised.
 *
 * @param shape channels, rows and columns of the image
 */
public record Input(Shape shape) implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    return shape;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.input(this);
  }
}
