package io.espalier.space.blueprint;

import java.util.List;

/**
 * One layer of a {@link Blueprint}: what it makes of its inputs' shapes, what it costs, what it
 * learns.
 *
 * <p>The interface is sealed and readers go through {@link #match}, so that a layer which somebody
 * adds and somebody else does not know is a compile error, never 0 MACs.
 */
public sealed interface Layer permits BatchNorm, Conv, LeanConv, Linear, WeightFree {

  /**
   * Returns the shape of this layer's output.
   *
   * @throws IllegalArgumentException if the inputs do not fit the layer or each other
   */
  Shape output(List<Shape> inputs);

  /**
   * Returns the multiply-accumulates that compute one image's output: those of convolutions and
   * linear layers; bias, normalisation, activation, pooling, resizing and addition count nothing.
   *
   * @throws ArithmeticException if the count does not fit a long
   */
  long macs(Shape output);

  /** Returns the number of learned values; running statistics are not learned. */
  long parameters();

  /** Returns what the given cases make of this layer. */
  <T> T match(Cases<T> cases);

  /**
   * One function for every kind of layer.
   *
   * @param <T> what the functions return
   */
  interface Cases<T> {
    T input(Input layer);

    T conv(Conv layer);

    T leanConv(LeanConv layer);

    T batchNorm(BatchNorm layer);

    T activation(Activation layer);

    T maxPool(MaxPool layer);

    T globalAveragePool(GlobalAveragePool layer);

    T resize(Resize layer);

    T linear(Linear layer);

    T add(Add layer);

    T subsample(Subsample layer);

    T padChannels(PadChannels layer);

    T multiply(Multiply layer);

    T concat(Concat layer);

    T slice(Slice layer);

    T confidence(Confidence layer);

    T channelShuffle(ChannelShuffle layer);

    T dropout(Dropout layer);

    T stochasticDepth(StochasticDepth layer);
  }

  /** Returns the one input of a layer that reads only one. */
  static Shape only(List<Shape> inputs, Layer layer) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "%s needs one input, not %d.".formatted(layer, inputs.size()));
    }
    return inputs.get(0);
  }

  /** Returns the one input of a layer that reads that many channels. */
  static Shape only(List<Shape> inputs, Layer layer, int channels) {
    Shape input = only(inputs, layer);
    if (input.channels() != channels) {
      throw new IllegalArgumentException(
          "%s cannot read an activation of %s: it expects %d channels."
              .formatted(layer, input, channels));
    }
    return input;
  }
}
