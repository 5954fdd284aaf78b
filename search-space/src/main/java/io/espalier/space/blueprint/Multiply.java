package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * An activation times a gate: the first input is C x H x W, the second has one factor per channel,
 * C x 1 x 1.
 */
public record Multiply() implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    checkArgument(inputs.size() == 2, "Multiply needs two inputs, not %s.", inputs.size());
    Shape activation = inputs.get(0);
    Shape gate = inputs.get(1);
    checkArgument(
        gate.equals(new Shape(activation.channels(), 1, 1)),
        "A gate of %s cannot scale an activation of %s: it needs one factor per channel.",
        gate,
        activation);
    return activation;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.multiply(this);
  }
}
