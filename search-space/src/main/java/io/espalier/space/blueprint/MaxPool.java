package io.espalier.space.blueprint;

import java.util.List;

/**
 * The largest value under a window; the padding never wins.
 *
 * @param kernel rows and columns of the window
 * @param stride step of the window, in pixels
 * @param padding what surrounds the input
 */
public record MaxPool(int kernel, int stride, Padding padding) implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this);
    return new Shape(
        input.channels(),
        padding.outputSide(input.height(), kernel, stride),
        padding.outputSide(input.width(), kernel, stride));
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.maxPool(this);
  }
}
