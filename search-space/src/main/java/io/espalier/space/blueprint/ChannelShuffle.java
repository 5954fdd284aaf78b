package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * The channels in another order, as if they stood in a matrix of {@code groups} rows that is
 * transposed: output channel {@code j * groups + g} is input channel {@code g * (C / groups) + j}
 * (ShuffleNet, arXiv 1707.01083, section 3.1).
 *
 * @param groups groups of channels that are mixed
 */
public record ChannelShuffle(int groups) implements WeightFree {

  /**
   * @throws IllegalArgumentException if the number of groups is not positive
   */
  public ChannelShuffle {
    checkArgument(groups > 0, "A channel shuffle needs at least 1 group, not %s.", groups);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this);
    checkArgument(
        input.channels() % groups == 0,
        "Cannot shuffle %s channels in %s groups: the groups must divide the channels.",
        input.channels(),
        groups);
    return input;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.channelShuffle(this);
  }
}
