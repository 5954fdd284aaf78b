package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * A fully connected layer on 1 x 1 activations.
 *
 * @param in input channels
 * @param out output channels
 * @param bias whether a learned value is added to each output
 */
public record Linear(int in, int out, boolean bias) implements Layer {

  /**
   * @throws IllegalArgumentException if a number is not positive
   */
  public Linear {
    checkArgument(in > 0 && out > 0, "A linear layer from %s to %s channels is empty.", in, out);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this, in);
    checkArgument(
        input.height() == 1 && input.width() == 1,
        "A linear layer reads 1x1 activations, not %s. Pool before it.",
        input);
    return new Shape(out, 1, 1);
  }

  @Override
  public long macs(Shape output) {
    return Math.multiplyExact((long) in, (long) out);
  }

  @Override
  public long parameters() {
    long weights = Math.multiplyExact((long) in, (long) out);
    return bias ? Math.addExact(weights, out) : weights;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.linear(this);
  }
}
