package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** The channels of two or more activations of equal height and width, one after the other. */
public record Concat() implements WeightFree {
  @Override
  public Shape output(List<Shape> inputs) {
    checkArgument(inputs.size() > 1, "Concat needs at least two inputs, not %s.", inputs.size());
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape input : inputs) {
      checkArgument(
          input.withChannels(first.channels()).equals(first),
          "Cannot concatenate activations of %s and %s: their sides differ.",
          first,
          input);
      channels = Math.addExact(channels, input.channels());
    }
    return first.withChannels(channels);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.concat(this);
  }
}
