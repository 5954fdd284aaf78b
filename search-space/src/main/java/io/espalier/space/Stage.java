package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

import java.math.BigDecimal;

/**
 * One stage: blocks that share a width and a resolution.
 *
 * @param depth number of blocks
 * @param width output channels of a block; in families with bottlenecks the inner width
 * @param scale height and width of the stage's feature maps against what the strides before it give
 */
public record Stage(int depth, int width, double scale) {

  /**
   * @throws IllegalArgumentException if a dimension is not positive
   */
  public Stage {
    checkArgument(depth > 0, "The depth (%s) of a stage must be at least 1.", depth);
    checkArgument(width > 0, "The width (%s) of a stage must be at least 1.", width);
    checkArgument(
        scale > 0 && scale <= 16,
        "The resolution scale (%s) of a stage must be above 0 and at most 16.",
        scale);
  }

  /** Returns a stage at the resolution that the strides give. */
  public static Stage of(int depth, int width) {
    return new Stage(depth, width, 1);
  }

  /** Returns this stage with another number of blocks. */
  public Stage withDepth(int blocks) {
    return new Stage(blocks, width, scale);
  }

  /** Returns this stage with another number of channels. */
  public Stage withWidth(int channels) {
    return new Stage(depth, channels, scale);
  }

  /** Returns this stage with feature maps of another scale. */
  public Stage withScale(double factor) {
    return new Stage(depth, width, factor);
  }

  /** Tells whether no dimension of this stage is smaller than the other's. */
  public boolean contains(Stage other) {
    return depth >= other.depth && width >= other.width && scale >= other.scale;
  }

  /** Returns the stage as {@code depth x width}, with its scale where that is not 1. */
  public String summary() {
    String shape = depth + "x" + width;
    return scale == 1 ? shape : shape + "@" + BigDecimal.valueOf(scale).stripTrailingZeros();
  }
}
