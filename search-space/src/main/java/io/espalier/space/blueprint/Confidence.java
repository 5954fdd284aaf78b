package io.espalier.space.blueprint;

import java.util.List;

/**
 * How sure scores of classes are: the sum of p_c^2, with p the softmax over the channels. It is 1
 * where one class is certain, and 1 / C where all C are equal; one channel.
 */
public record Confidence() implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    Shape scores = Layer.only(inputs, this);
    return new Shape(1, scores.height(), scores.width());
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.confidence(this);
  }
}
