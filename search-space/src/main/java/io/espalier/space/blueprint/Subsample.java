package io.espalier.space.blueprint;

import java.util.List;

/**
 * Every n-th row and column, from the first: {@code x[:, :, ::n, ::n]}.
 *
 * @param stride n
 */
public record Subsample(int stride) implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this);
    return new Shape(
        input.channels(),
        Padding.NONE.outputSide(input.height(), 1, stride),
        Padding.NONE.outputSide(input.width(), 1, stride));
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.subsample(this);
  }
}
