package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * In training, sets a residual branch to zero for some images and scales it for the others, so that
 * the mean stays the same; at inference the identity (Huang et al., arXiv 1603.09382).
 *
 * @param rate share of the images for which the branch is dropped
 */
public record StochasticDepth(double rate) implements WeightFree {

  /**
   * @throws IllegalArgumentException if the rate is below 0, or 1 and above
   */
  public StochasticDepth {
    checkArgument(
        rate >= 0 && rate < 1, "A stochastic depth (%s) must be at least 0 and below 1.", rate);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return Layer.only(inputs, this);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.stochasticDepth(this);
  }
}
