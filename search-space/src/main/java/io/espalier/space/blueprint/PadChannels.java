package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * Channels of zeros before and after those of the input.
 *
 * @param before channels put first
 * @param after channels put last
 */
public record PadChannels(int before, int after) implements WeightFree {

  /**
   * @throws IllegalArgumentException if either number is negative
   */
  public PadChannels {
    checkArgument(
        before >= 0 && after >= 0,
        "A shortcut without parameters cannot lose channels (padding %s, %s). Give no"
            + " stage fewer channels than the one before, or use shortcuts with parameters.",
        before,
        after);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this);
    return input.withChannels(input.channels() + before + after);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.padChannels(this);
  }
}
