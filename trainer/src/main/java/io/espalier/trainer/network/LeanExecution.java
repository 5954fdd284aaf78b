package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.LeanConv.Taps;
import java.util.function.Function;

/**
 * Computes lean convolutions: part by part, which takes the multiplications that the ledger counts,
 * or merged into one dense kernel, which takes more of them but may be faster.
 */
final class LeanExecution {

  private LeanExecution() {}

  /** Convolves 1x1 and spatially, and adds. */
  static NDArray apart(LeanConv layer, NDArray input, Function<String, NDArray> kernels) {
    Taps point = new Taps(1, 1, layer.stride());
    NDArray sum = convolved(input, kernels.apply("point"), point, point, 1);
    if (layer.inSequence()) {
      return sum.add(inSequence(layer, input, kernels));
    }
    for (LeanConv.Part part : layer.spatial()) {
      sum = sum.add(spatial(layer, part, read(layer, input), kernels));
    }
    return sum;
  }

  private static NDArray inSequence(
      LeanConv layer, NDArray input, Function<String, NDArray> kernels) {
    NDArray x = completed(layer, read(layer, input));
    for (LeanConv.Part part : layer.spatial()) {
      x = spatial(layer, part, x, kernels);
    }
    return x;
  }

  private static NDArray spatial(
      LeanConv layer, LeanConv.Part part, NDArray input, Function<String, NDArray> kernels) {
    NDArray kernel = kernels.apply(part.name());
    return convolved(input, kernel, part.rows(), part.columns(), layer.out() / part.share());
  }

  /** The channels that any group reads. */
  private static NDArray read(LeanConv layer, NDArray input) {
    int read = layer.out() / layer.fan();
    return read == layer.in() ? input : input.get(new NDIndex(":, 0:{}", read));
  }

  /** Rows of zeros below, such that the stride divides their number: the ledger counts them. */
  private static NDArray completed(LeanConv layer, NDArray input) {
    long rows = input.getShape().get(2);
    long missing = Math.floorMod(-rows, (long) layer.stride());
    return missing == 0 ? input : input.pad(new Shape(0, 0, 0, missing), 0);
  }

  /** Convolves with the one dense kernel that does the same. */
  static NDArray merged(LeanConv layer, NDArray input, NDArray kernel) {
    Taps taps = new Taps(layer.kernel(), 1, layer.stride());
    return convolved(input, kernel, taps, taps, 1);
  }

  private static NDArray convolved(
      NDArray input, NDArray kernel, Taps rows, Taps columns, int groups) {
    return new Convolution(
            new Shape(rows.stride(), columns.stride()),
            new Shape(rows.padding(), columns.padding()),
            new Shape(rows.dilation(), columns.dilation()),
            groups)
        .of(input, kernel, null);
  }
}
