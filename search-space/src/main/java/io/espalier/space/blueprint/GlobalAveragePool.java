package io.espalier.space.blueprint;

import java.util.List;

/** The mean of every channel: C x H x W becomes C x 1 x 1. */
public record GlobalAveragePool() implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    return new Shape(Layer.only(inputs, this).channels(), 1, 1);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.globalAveragePool(this);
  }
}
