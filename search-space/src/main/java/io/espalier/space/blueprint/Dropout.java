package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * In training, sets random values to zero and scales the others, so that the mean stays the same;
 * at inference the identity.
 *
 * @param rate share of the values that is dropped
 */
public record Dropout(double rate) implements WeightFree {

  /**
   * @throws IllegalArgumentException if the rate is below 0, or 1 and above
   */
  public Dropout {
    checkArgument(
        rate >= 0 && rate < 1, "A dropout rate (%s) must be at least 0 and below 1.", rate);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return Layer.only(inputs, this);
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.dropout(this);
  }
}
