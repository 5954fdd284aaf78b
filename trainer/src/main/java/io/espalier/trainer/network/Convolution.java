package io.espalier.trainer.network;

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
   * which it calls, gets them wrong where channels are last:
   *
   * <ul>
   *   <li>1x1 kernels with a stride: with fewer channels than a vector register has floats, the
   *       gradient writes past its workspace (https://github.com/uxlfoundation/oneDNN/issues/6035)
   *       and spoils whatever lies there. What they step over is left out before.
   *   <li>Several outputs of one channel: outputs and gradients are wrong with AVX-512, the
   *       gradient of the input with AVX2 at stride 2. They read a copy of the channel each.
   *   <li>Depth-wise kernels with gaps: the gradient of the input is wrong. They are taken apart.
   * </ul>
   *
   * @param input N x C x H x W, channels last in memory
   * @param bias one number per output channel, or null for none
   */
  NDArray of(NDArray input, NDArray kernel, NDArray bias) {
    Shape taps = kernel.getShape();
    if (taps.slice(2).size() == 1 && padding.size() == 0 && stride.size() > 1) {
      NDArray read = input.get(new NDIndex(":, :, ::{}, ::{}", stride.get(0), stride.get(1)));
      return square(1, 0, groups).of(read, kernel, bias);
    }
    long copies = taps.get(1) == 1 && taps.slice(2).size() > 1 ? taps.get(0) / groups : 1;
    NDArray read = copies == 1 ? input : repeated(input, copies);
    if (taps.get(1) == 1 && dilation.size() > 1 && bias == null) {
      return tapByTap(read, kernel);
    }
    int readers = copies == 1 ? groups : (int) taps.get(0);
    NDArray output =
        Conv2d.conv2d(read, kernel, bias, stride, padding, dilation, readers).singletonOrThrow();
    // Of one channel PyTorch cannot tell where it is in memory: the gradient would come back as if
    // it were the first, which is wrong for oneDNN.
    return taps.get(0) == 1 ? channelsLast(output) : output;
  }

  /**
   * Lays activations out N x H x W x C in memory, and their gradients, too; of those that are so,
   * nothing is copied. All layers behind keep it. It is the faster way, and where channels come
   * first, oneDNN 3.7.1 gets gradients wrong (AVX-512, fewer than 16 channels).
   *
   * @param activations N x C x H x W
   */
  static NDArray channelsLast(NDArray activations) {
    Shape shape = activations.getShape();
    return activations
        .transpose(0, 2, 3, 1)
        .flatten()
        .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
        .transpose(0, 3, 1, 2);
  }

  /** Returns every channel so many times, one copy behind the other. */
  private static NDArray repeated(NDArray input, long times) {
    return input.transpose(0, 2, 3, 1).repeat(3, times).transpose(0, 3, 1, 2);
  }

  /** Multiplies what each tap of a depth-wise kernel reads, and adds: as many products. */
  private NDArray tapByTap(NDArray input, NDArray kernel) {
    Shape taps = kernel.getShape();
    long rows = padding.get(0);
    long columns = padding.get(1);
    NDArray padded = input.pad(new Shape(columns, columns, rows, rows), 0);
    long height = padded.getShape().get(2) - (taps.get(2) - 1) * dilation.get(0);
    long width = padded.getShape().get(3) - (taps.get(3) - 1) * dilation.get(1);
    NDArray sum = null;
    for (long row = 0; row < taps.get(2); row++) {
      for (long column = 0; column < taps.get(3); column++) {
        long top = row * dilation.get(0);
        long left = column * dilation.get(1);
        NDArray read =
            padded.get(
                new NDIndex(
                    ":, :, {}:{}:{}, {}:{}:{}",
                    top,
                    top + height,
                    stride.get(0),
                    left,
                    left + width,
                    stride.get(1)));
        NDArray weights = kernel.get(new NDIndex(":, 0, {}, {}", row, column));
        NDArray product = read.mul(weights.reshape(1, taps.get(0), 1, 1));
        sum = sum == null ? product : sum.add(product);
      }
    }
    return sum;
  }
}
