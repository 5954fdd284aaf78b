package io.espalier.trainer.lean;

import com.google.common.collect.ImmutableMap;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.LeanConv.Part;
import io.espalier.space.blueprint.LeanConv.Taps;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The lean convolution that is nearest to a dense one by least squares (LeanConvNets, arXiv
 * 1910.13157, "derived by sparsifying fully-coupled operators").
 *
 * <p>Every weight of the dense kernel that the lean one can have, it has: the 1x1 convolution takes
 * all centres, the spatial part the other points of its stencil within groups. The separable
 * stencil takes a truncated singular value decomposition, see {@link SeparableBlock}.
 *
 * @param kernels values by name of the part, {@code point} among them
 * @param lost sum of the squares of what the lean kernel lacks
 * @param squares sum of the squares of the dense kernel
 */
public record Projection(Map<String, float[]> kernels, double lost, double squares) {

  private static final String POINT = "point";

  /** Copies the map, not the values. */
  public Projection {
    kernels = ImmutableMap.copyOf(kernels);
  }

  /** Returns the nearest convolution of that form. */
  public static Projection of(DenseKernel dense, LeanConv lean) {
    return lean.inSequence() ? separable(dense, lean) : stencil(dense, lean);
  }

  /** Returns the share of the kernel's length that is lost, between 0 and 1. */
  public double relativeError() {
    return squares == 0 ? 0 : Math.sqrt(lost / squares);
  }

  /** Writes the kernels into the weights of the lean layer. */
  public void write(Node node, Weights weights) {
    write(node, weights, output -> true);
  }

  /** Writes the kernels of some outputs into the weights of the lean layer. */
  public void write(Node node, Weights weights, IntPredicate outputs) {
    kernels.forEach(
        (part, values) -> {
          Slot slot = weights.layout().slot(node.name() + "." + part + ".weight").orElseThrow();
          int length = values.length / slot.dims().get(0);
          for (int o = 0; o < slot.dims().get(0); o++) {
            if (outputs.test(o)) {
              int offset = slot.offset() + o * length;
              System.arraycopy(values, o * length, weights.learned(), offset, length);
            }
          }
        });
  }

  private static Projection stencil(DenseKernel dense, LeanConv lean) {
    ImmutableMap.Builder<String, float[]> kernels = ImmutableMap.builder();
    float[] point = centres(dense);
    kernels.put(POINT, point);
    double kept = squares(point);
    for (Part part : lean.spatial()) {
      float[] taps = taps(dense, lean, part);
      kernels.put(part.name(), taps);
      kept += squares(taps);
    }
    double all = dense.squares();
    return new Projection(kernels.buildOrThrow(), Math.max(0, all - kept), all);
  }

  private static float[] centres(DenseKernel dense) {
    int centre = dense.side() / 2;
    float[] point = new float[dense.out() * dense.in()];
    for (int o = 0; o < dense.out(); o++) {
      for (int i = 0; i < dense.in(); i++) {
        point[o * dense.in() + i] = dense.values()[dense.index(o, i, centre, centre)];
      }
    }
    return point;
  }

  private static float[] taps(DenseKernel dense, LeanConv lean, Part part) {
    int group = lean.lean().groupSize();
    int centre = dense.side() / 2;
    float[] taps = new float[dense.out() * group * part.rows().taps() * part.columns().taps()];
    int next = 0;
    for (int o = 0; o < dense.out(); o++) {
      for (int i = 0; i < group; i++) {
        for (int v = 0; v < part.rows().taps(); v++) {
          for (int u = 0; u < part.columns().taps(); u++) {
            int row = place(part.rows(), v, centre);
            int column = place(part.columns(), u, centre);
            boolean free = row != centre || column != centre;
            int index = dense.index(o, lean.firstInput(o) + i, row, column);
            taps[next++] = free ? dense.values()[index] : 0;
          }
        }
      }
    }
    return taps;
  }

  private static int place(Taps taps, int tap, int centre) {
    return centre - taps.padding() + tap * taps.dilation();
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }

  private static Projection separable(DenseKernel dense, LeanConv lean) {
    int group = lean.lean().groupSize();
    int side = dense.side();
    float[] horizontal = new float[dense.out() * group * side];
    float[] vertical = new float[dense.out() * group * side];
    for (int first = 0; first < dense.out(); first += group) {
      SeparableBlock.of(dense, first, lean.firstInput(first), group)
          .write(horizontal, vertical, first);
    }
    float[] point = centres(dense);
    // What rows and columns make of the centres is not the 1x1 convolution's.
    DenseKernel made = products(lean, horizontal, vertical);
    double lost = 0;
    for (int o = 0; o < dense.out(); o++) {
      for (int i = 0; i < dense.in(); i++) {
        int centre = dense.index(o, i, side / 2, side / 2);
        point[o * dense.in() + i] -= made.values()[centre];
        for (int tap = 0; tap < side * side; tap++) {
          int index = dense.index(o, i, 0, 0) + tap;
          double off = index == centre ? 0 : dense.values()[index] - made.values()[index];
          lost += off * off;
        }
      }
    }
    return new Projection(
        ImmutableMap.of(POINT, point, "horizontal", horizontal, "vertical", vertical),
        lost,
        dense.squares());
  }

  private static DenseKernel products(LeanConv lean, float[] horizontal, float[] vertical) {
    DenseKernel made = DenseKernel.zero(lean.out(), lean.in(), lean.kernel());
    made.addProducts(lean, horizontal, vertical);
    return made;
  }
}
