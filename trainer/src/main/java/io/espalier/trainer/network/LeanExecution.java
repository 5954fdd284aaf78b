package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.LeanConv.Taps;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Computes lean convolutions: part by part, which takes the multiplications that the ledger counts,
 * or merged into one dense kernel, which takes more of them but may be faster.
 */
final class LeanExecution {

  private static final String POINT = "point.weight";

  private LeanExecution() {}

  /**
   * Convolves 1x1 and spatially, and adds.
   *
   * @param tensors kernels by their leaf, and the bias, or null, as folding leaves it
   */
  static NDArray apart(LeanConv layer, NDArray input, Function<String, NDArray> tensors) {
    Taps point = new Taps(1, 1, layer.stride());
    NDArray bias = tensors.apply(LayerExecution.BIAS);
    NDArray sum = convolved(input, tensors.apply(POINT), bias, point, point, 1);
    if (layer.inSequence()) {
      return sum.add(inSequence(layer, input, tensors));
    }
    for (LeanConv.Part part : layer.spatial()) {
      sum = sum.add(spatial(layer, part, read(layer, input), tensors));
    }
    return sum;
  }

  private static NDArray inSequence(
      LeanConv layer, NDArray input, Function<String, NDArray> tensors) {
    NDArray x = completed(layer, read(layer, input));
    for (LeanConv.Part part : layer.spatial()) {
      x = spatial(layer, part, x, tensors);
    }
    return x;
  }

  private static NDArray spatial(
      LeanConv layer, LeanConv.Part part, NDArray input, Function<String, NDArray> tensors) {
    NDArray kernel = tensors.apply(leaf(part));
    return convolved(input, kernel, null, part.rows(), part.columns(), layer.out() / part.share());
  }

  private static String leaf(LeanConv.Part part) {
    return part.name() + ".weight";
  }

  /** Returns the leaves of the kernels whose outputs are added. */
  static Stream<String> lastKernels(LeanConv layer) {
    List<LeanConv.Part> spatial = layer.spatial();
    int first = layer.inSequence() ? spatial.size() - 1 : 0;
    return Stream.concat(
        Stream.of(POINT), spatial.subList(first, spatial.size()).stream().map(LeanExecution::leaf));
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

  /**
   * Convolves with the one dense kernel that does the same.
   *
   * @param bias one number per output channel, or null for none
   */
  static NDArray merged(LeanConv layer, NDArray input, NDArray kernel, NDArray bias) {
    Taps taps = new Taps(layer.kernel(), 1, layer.stride());
    return convolved(input, kernel, bias, taps, taps, 1);
  }

  private static NDArray convolved(
      NDArray input, NDArray kernel, NDArray bias, Taps rows, Taps columns, int groups) {
    return new Convolution(
            new Shape(rows.stride(), columns.stride()),
            new Shape(rows.padding(), columns.padding()),
            new Shape(rows.dilation(), columns.dilation()),
            groups)
        .of(input, kernel, bias);
  }
}
