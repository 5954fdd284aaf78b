package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** Mean and variance of every channel, over all positions of all images that were seen. */
final class ChannelMoments {

  private static final int[] POSITIONS = {0, 2, 3};

  private final int channels;
  private final Sums sums;
  private final Sums squares;
  private long count;

  ChannelMoments(int channels) {
    this.channels = channels;
    this.sums = new Sums(channels);
    this.squares = new Sums(channels);
  }

  /**
   * Looks at activations.
   *
   * @param activations N x C x H x W; stay the caller's
   */
  void add(NDArray activations) {
    try (NDManager scratch = activations.getManager().newSubManager()) {
      activations.tempAttach(scratch);
      NDArray exact = activations.toType(DataType.FLOAT64, false);
      sums.add(exact.sum(POSITIONS));
      squares.add(exact.square().sum(POSITIONS));
      count += activations.size() / channels;
    }
  }

  double mean(int channel) {
    return sums.get(channel) / count;
  }

  /** Returns the sum of the squared distances from the mean. */
  double scatter(int channel) {
    return Math.max(0, squares.get(channel) - sums.get(channel) * mean(channel));
  }

  /** Returns the variance, as an unbiased estimate. */
  double variance(int channel) {
    return scatter(channel) / Math.max(1, count - 1);
  }
}
