package io.espalier.space.blueprint;

import java.util.List;

/**
 * Batch normalisation: a learned scale and shift per channel, and a running mean and variance.
 *
 * @param channels channels of the activation
 */
public record BatchNorm(int channels) implements Layer {
  @Override
  public Shape output(List<Shape> inputs) {
    return Layer.only(inputs, this, channels);
  }

  @Override
  public long macs(Shape output) {
    return 0;
  }

  @Override
  public long parameters() {
    return 2L * channels;
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.batchNorm(this);
  }
}
