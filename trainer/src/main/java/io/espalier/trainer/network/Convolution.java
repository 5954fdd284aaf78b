package io.espalier.trainer.network;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;

/**
 * How a convolution reads its input; all pairs are rows, columns.
 *
 * @param stride pixels from one output to the next
 * @param padding zeros on both ends
 * @param dilation pixels from one tap to the next
 * @param groups into which the channels are divided
 */
record Convolution(Shape stride, Shape padding, Shape dilation, int groups) {

  /** Returns one that reads the same way along rows and columns. */
  static Convolution square(int stride, int padding, int groups) {
    return new Convolution(
        new Shape(stride, stride), new Shape(padding, padding), new Shape(1, 1), groups);
  }

  /**
   * Convolves.
   *
   * <p>Three kinds of convolution are not handed to PyTorch as they are, because oneDNN 3.7.1,
   * which it calls, computes them wrongly when channels are last:
   *
   * <ul>
   *   <li>1x1 kernels with a stride: with fewer channels than a vector register has floats, the
   *       gradient writes past its workspace (https://github.com/uxlfoundation/oneDNN/issues/6035)
   *       and overwrites the data there; and with AVX-512 a division by zero in the planning of the
   *       output ended the JVM (SIGFPE in est_eff_1x1, one of the shapes of ConvolutionTest). The
   *       pixels between are removed before.
   *   <li>Several outputs of one channel: outputs and gradients are wrong with AVX-512, the
   *       gradient of the input with AVX2 at stride 2. They read a copy of the channel each.
   *   <li>Depth-wise kernels with gaps: the gradient of the input is wrong. They are computed tap
   *       by tap.
   * </ul>
   *
   * @param input N x C x H x W, channels last in memory
   * @param bias one number per output channel, or null for none
   */
  NDArray of(NDArray input, NDArray kernel, NDArray bias) {
    Shape taps = kernel.getShape();
    boolean point = taps.slice(2).size() == 1;
    if (point && padding.size() == 0 && stride.size() > 1) {
      try (NDArray read =
          input.get(new NDIndex(":, :, ::{}, ::{}", stride.get(0), stride.get(1)))) {
        return square(1, 0, groups).of(read, kernel, bias);
      }
    }
    long outputsOfAChannel = taps.get(0) / groups;
    if (!point && taps.get(1) == 1 && outputsOfAChannel > 1) {
      try (NDArray copies = repeated(input, outputsOfAChannel)) {
        return new Convolution(stride, padding, dilation, (int) taps.get(0))
            .of(copies, kernel, bias);
      }
    }
    if (taps.get(1) == 1 && dilation.size() > 1) {
      checkArgument(bias == null, "Depth-wise convolutions with gaps have no bias here.");
      return tapByTap(input, kernel);
    }
    NDArray output =
        Conv2d.conv2d(input, kernel, bias, stride, padding, dilation, groups).singletonOrThrow();
    if (taps.get(0) > 1) {
      return output;
    }
    // With one channel PyTorch cannot tell the memory layout: the gradient would come back with
    // channels first, which is wrong for oneDNN.
    try (output) {
      return channelsLast(output);
    }
  }

  /** Returns every channel a number of times, one copy after the other. */
  private static NDArray repeated(NDArray input, long times) {
    try (NDArray last = input.transpose(0, 2, 3, 1);
        NDArray copies = last.repeat(3, times)) {
      return copies.transpose(0, 3, 1, 2);
    }
  }

  /**
   * Adds the products of each tap of a depth-wise kernel with its inputs: the number of products is
   * the same.
   */
  private NDArray tapByTap(NDArray input, NDArray kernel) {
    long rows = padding.get(0);
    long columns = padding.get(1);
    try (NDArray padded = input.pad(new Shape(columns, columns, rows, rows), 0)) {
      NDArray sum = product(padded, kernel, 0);
      for (int tap = 1; tap < kernel.getShape().slice(2).size(); tap++) {
        try (NDArray next = product(padded, kernel, tap)) {
          sum.addi(next);
        }
      }
      return sum;
    }
  }

  private NDArray product(NDArray padded, NDArray kernel, int tap) {
    Shape taps = kernel.getShape();
    long row = tap / taps.get(3);
    long column = tap % taps.get(3);
    long top = row * dilation.get(0);
    long left = column * dilation.get(1);
    long below = (taps.get(2) - 1 - row) * dilation.get(0);
    long behind = (taps.get(3) - 1 - column) * dilation.get(1);
    NDIndex reads =
        new NDIndex(
            ":, :, {}:{}:{}, {}:{}:{}",
            top,
            padded.getShape().get(2) - below,
            stride.get(0),
            left,
            padded.getShape().get(3) - behind,
            stride.get(1));
    try (NDArray read = padded.get(reads);
        NDArray weights = kernel.get(new NDIndex(":, 0:1, {}, {}", row, column))) {
      return read.mul(weights.reshape(1, taps.get(0), 1, 1));
    }
  }

  /**
   * Lays activations out N x H x W x C in memory, and their gradients, too; if they are so already,
   * nothing is copied. All layers behind keep it. It is the faster way, and where channels come
   * first, oneDNN 3.7.1 gets gradients wrong (AVX-512, fewer than 16 channels).
   *
   * @param activations N x C x H x W
   */
  static NDArray channelsLast(NDArray activations) {
    try (NDArray last = activations.transpose(0, 2, 3, 1);
        NDArray flat = last.flatten();
        NDArray pixels = flat.reshape(last.getShape())) {
      return pixels.transpose(0, 3, 1, 2);
    }
  }
}
