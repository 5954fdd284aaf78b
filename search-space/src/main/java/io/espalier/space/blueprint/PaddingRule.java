package io.espalier.space.blueprint;

/** How much padding a convolution gets; both rules give ceil(side / stride) for odd kernels. */
public enum PaddingRule {
  /** Half of the kernel on every side, as PyTorch's networks have it. */
  SYMMETRIC {
    @Override
    Padding of(int side, int kernel, int stride) {
      return Padding.half(kernel);
    }
  },
  /**
   * TensorFlow's SAME: only as many zeros as are needed, the odd one below and to the right. It
   * differs from {@link #SYMMETRIC} at strides above 1.
   */
  SAME {
    @Override
    Padding of(int side, int kernel, int stride) {
      return Padding.same(side, kernel, stride);
    }
  };

  /** Returns the padding for an input of that side. */
  abstract Padding of(int side, int kernel, int stride);
}
