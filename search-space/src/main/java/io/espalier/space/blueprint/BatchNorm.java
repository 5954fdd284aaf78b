package io.espalier.space.blueprint;

import java.util.List;

/**
 * Batch normalisation: a learned scale and shift per channel, and a running mean and variance.
 *
 * @param channels channels of the activation
 * @param epsilon what is added to the variance before its root is taken
 */
public record BatchNorm(int channels, double epsilon) implements Layer {

  /** What PyTorch adds to the variance where nothing is said. */
  public static final double EPSILON = 1e-5;

  /** Creates a normalisation with the usual epsilon. */
  public BatchNorm(int channels) {
    this(channels, EPSILON);
  }

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
