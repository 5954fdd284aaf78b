package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Zeros around the rows and columns of an activation.
 *
 * @param before zeros above and to the left
 * @param after zeros below and to the right
 */
public record Padding(int before, int after) {

  /** No zeros at all. */
  public static final Padding NONE = new Padding(0, 0);

  /**
   * @throws IllegalArgumentException if either number is negative
   */
  public Padding {
    checkArgument(before >= 0 && after >= 0, "Padding (%s, %s) is negative.", before, after);
  }

  /** Returns the symmetric padding that keeps the size of an odd kernel's input at stride 1. */
  public static Padding half(int kernel) {
    return kernel == 1 ? NONE : new Padding(kernel / 2, kernel / 2);
  }

  /**
   * Returns TensorFlow's SAME padding, which gives ceil(side / stride): as many zeros as are
   * needed, the odd one below and to the right.
   */
  public static Padding same(int side, int kernel, int stride) {
    int outputs = (side + stride - 1) / stride;
    int zeros = Math.max(0, (outputs - 1) * stride + kernel - side);
    return new Padding(zeros / 2, zeros - zeros / 2);
  }

  /** Tells whether both sides are padded alike. */
  public boolean symmetric() {
    return before == after;
  }

  /**
   * Returns the output's side for an input's side: floor((side + padding - kernel) / stride) + 1.
   */
  public int outputSide(int side, int kernel, int stride) {
    return Math.floorDiv(side + before + after - kernel, stride) + 1;
  }
}
