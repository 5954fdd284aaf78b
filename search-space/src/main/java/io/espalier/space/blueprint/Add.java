package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** The sum of two or more activations of equal shape. */
public record Add() implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    checkArgument(inputs.size() > 1, "Add needs at least two inputs, not %s.", inputs.size());
    Shape first = inputs.get(0);
    for (Shape input : inputs) {
      checkArgument(input.equals(first), "Cannot add activations of %s and %s.", first, input);
    }
    return first;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.add(this);
  }
}
