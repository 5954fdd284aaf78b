package io.espalier.trainer.lean;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.LeanConv.Part;
import io.espalier.space.blueprint.LeanConv.Taps;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;

/**
 * The one dense kernel that a convolution amounts to, whatever it is put together from.
 *
 * @param out output channels
 * @param in input channels
 * @param side rows and columns
 * @param values out x in x side x side
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and never compared as a record.
public record DenseKernel(int out, int in, int side, float[] values) {

  /**
   * @throws IllegalArgumentException if the values are more or fewer
   */
  public DenseKernel {
    checkArgument(
        values.length == out * in * side * side,
        "%s values are no kernel of %s x %s x %s x %s.",
        values.length,
        out,
        in,
        side,
        side);
  }

  /** Returns a kernel of zeros. */
  public static DenseKernel zero(int out, int in, int side) {
    return new DenseKernel(out, in, side, new float[out * in * side * side]);
  }

  /**
   * Returns the kernel of a layer.
   *
   * @throws IllegalArgumentException if it is neither a lean convolution nor one without groups
   */
  public static DenseKernel of(Node node, Weights weights) {
    if (node.layer() instanceof Conv conv && conv.groups() == 1) {
      return new DenseKernel(
          conv.out(), conv.in(), conv.kernel(), values(node, "weight", weights).clone());
    }
    checkArgument(
        node.layer() instanceof LeanConv, "%s has no dense kernel: %s.", node.name(), node.layer());
    LeanConv lean = (LeanConv) node.layer();
    DenseKernel kernel = zero(lean.out(), lean.in(), lean.kernel());
    kernel.addPoint(values(node, "point.weight", weights));
    if (lean.inSequence()) {
      kernel.addProducts(
          lean,
          values(node, "horizontal.weight", weights),
          values(node, "vertical.weight", weights));
    } else {
      for (Part part : lean.spatial()) {
        kernel.addTaps(lean, part, values(node, part.name() + ".weight", weights));
      }
    }
    return kernel;
  }

  private static float[] values(Node node, String leaf, Weights weights) {
    Slot slot = weights.layout().slot(node.name() + "." + leaf).orElseThrow();
    return weights.values(slot);
  }

  /** Returns the index of a tap. */
  int index(int output, int input, int row, int column) {
    return ((output * in + input) * side + row) * side + column;
  }

  private void addPoint(float[] point) {
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        values[index(o, i, side / 2, side / 2)] += point[o * in + i];
      }
    }
  }

  private void addTaps(LeanConv lean, Part part, float[] taps) {
    int group = lean.lean().groupSize();
    int next = 0;
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < group; i++) {
        for (int v = 0; v < part.rows().taps(); v++) {
          for (int u = 0; u < part.columns().taps(); u++) {
            int row = place(part.rows(), v);
            int column = place(part.columns(), u);
            values[index(o, lean.firstInput(o) + i, row, column)] += taps[next++];
          }
        }
      }
    }
  }

  /** Returns the row or column of a kernel at which a tap stands. */
  private int place(Taps taps, int tap) {
    return side / 2 - taps.padding() + tap * taps.dilation();
  }

  /** Adds what a column makes of a row: they meet in the channels of the output's group. */
  void addProducts(LeanConv lean, float[] horizontal, float[] vertical) {
    int group = lean.lean().groupSize();
    for (int o = 0; o < out; o++) {
      int first = o / group * group;
      for (int m = 0; m < group; m++) {
        for (int i = 0; i < group; i++) {
          for (int v = 0; v < side; v++) {
            for (int u = 0; u < side; u++) {
              values[index(o, lean.firstInput(o) + i, v, u)] +=
                  vertical[(o * group + m) * side + v]
                      * horizontal[((first + m) * group + i) * side + u];
            }
          }
        }
      }
    }
  }

  /**
   * Returns the kernel between other channels.
   *
   * @param outputs this kernel's output for each of the new ones; negative for one of zeros
   * @param inputs likewise for the inputs
   */
  public DenseKernel rearranged(int[] outputs, int[] inputs) {
    DenseKernel kernel = zero(outputs.length, inputs.length, side);
    for (int o = 0; o < outputs.length; o++) {
      for (int i = 0; i < inputs.length; i++) {
        if (outputs[o] >= 0 && inputs[i] >= 0) {
          int from = index(outputs[o], inputs[i], 0, 0);
          System.arraycopy(values, from, kernel.values, kernel.index(o, i, 0, 0), side * side);
        }
      }
    }
    return kernel;
  }

  /** Returns the sum of the squares of all values. */
  public double squares() {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
