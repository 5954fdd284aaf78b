package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * Some of the channels: {@code x[:, from:to]}.
 *
 * @param from first channel, counted from 0
 * @param to channel after the last
 */
public record Slice(int from, int to) implements WeightFree {

  /**
   * @throws IllegalArgumentException if the range is empty or starts below 0
   */
  public Slice {
    checkArgument(
        from >= 0 && to > from,
        "The slice from channel %s to before channel %s is empty.",
        from,
        to);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this);
    checkArgument(
        to <= input.channels(),
        "Cannot take the channels from %s to before %s of an activation of %s.",
        from,
        to,
        input);
    return input.withChannels(to - from);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.slice(this);
  }
}
