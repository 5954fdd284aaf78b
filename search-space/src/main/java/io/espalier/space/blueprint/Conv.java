package io.espalier.space.blueprint;

import java.util.List;

/**
 * A two-dimensional convolution.
 *
 * @param in input channels
 * @param out output channels
 * @param kernel rows and columns of the kernel
 * @param stride step of the kernel, in pixels
 * @param padding zeros around the input
 * @param groups groups of channels that are convolved apart; with {@code in} groups it is
 *     depth-wise
 * @param bias whether a learned value is added to each output channel
 */
public record Conv(
    int in, int out, int kernel, int stride, Padding padding, int groups, boolean bias)
    implements Layer {

  /**
   * @throws IllegalArgumentException if the groups do not divide the channels, or a number is not
   *     positive
   */
  public Conv {
    // Spelled out, because a search makes millions of these, and checks with arguments box them.
    if (in <= 0 || out <= 0 || kernel <= 0 || stride <= 0) {
      throw new IllegalArgumentException(
          "A convolution from %d to %d channels with kernel %d and stride %d is empty."
              .formatted(in, out, kernel, stride));
    }
    if (groups <= 0 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "The groups (%d) of a convolution must divide its input channels (%d) and output channels (%d)."
              .formatted(groups, in, out));
    }
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = Layer.only(inputs, this, in);
    return new Shape(
        out,
        padding.outputSide(input.height(), kernel, stride),
        padding.outputSide(input.width(), kernel, stride));
  }

  @Override
  public long macs(Shape output) {
    return Math.multiplyExact(
        weights(), Math.multiplyExact((long) output.height(), (long) output.width()));
  }

  @Override
  public long parameters() {
    return bias ? Math.addExact(weights(), out) : weights();
  }

  private long weights() {
    return Math.multiplyExact(
        Math.multiplyExact((long) (in / groups), (long) out), (long) kernel * kernel);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.conv(this);
  }
}
