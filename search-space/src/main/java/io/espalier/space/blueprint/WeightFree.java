package io.espalier.space.blueprint;

/** A layer that learns nothing and, by the convention of the field, costs no MACs. */
public sealed interface WeightFree extends Layer
    permits Activation,
        Add,
        ChannelShuffle,
        Concat,
        Confidence,
        Dropout,
        GlobalAveragePool,
        Input,
        MaxPool,
        Multiply,
        PadChannels,
        Resize,
        Slice,
        StochasticDepth,
        Subsample {

  @Override
  default long macs(Shape output) {
    return 0;
  }

  @Override
  default long parameters() {
    return 0;
  }
}
