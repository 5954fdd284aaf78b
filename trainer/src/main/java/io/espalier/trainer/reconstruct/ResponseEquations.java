package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.blueprint.LeanConv;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The normal equations of one lean convolution's weights: what must be added to them so that its
 * responses come nearest to others by least squares, up to a constant per channel, which the batch
 * norm behind it takes away.
 *
 * <p>Outputs that read the same group have the same features: all n inputs at the centre, and the
 * group's g channels at the t other points of the stencil. So there is one system of n + g t
 * unknowns for each group. The responses of a separable stencil are not linear in its weights; they
 * stay, and the 1x1 convolution alone is fitted.
 */
final class ResponseEquations {

  /** Numbers that are looked at together. */
  private static final long CHUNK = 1 << 23;

  private final LeanConv layer;
  private final List<StencilPoint> points;
  private final int group;
  private final int groups;

  /** A one and the inputs at the centre, which all groups have in common. */
  private final int common;

  /** Off the centre, what a group reads; then what is missing in the outputs that read it. */
  private final int own;

  private final Sums commonProducts;
  private final Sums crossProducts;
  private final Sums ownProducts;
  private final ChannelMoments wanted;

  ResponseEquations(LeanConv layer) {
    this.layer = layer;
    this.points = StencilPoint.offCentre(layer);
    this.group = layer.lean().groupSize();
    this.groups = layer.out() / share();
    this.common = 1 + layer.in();
    this.own = group * points.size() + share();
    this.commonProducts = new Sums(common * common);
    this.crossProducts = new Sums(groups * common * own);
    this.ownProducts = new Sums(groups * own * own);
    this.wanted = new ChannelMoments(layer.out());
  }

  /** Outputs that read the same group. */
  private int share() {
    return group * layer.fan();
  }

  /**
   * Looks at a batch. All arrays stay the caller's.
   *
   * @param input what the lean convolution reads, N x C x H x W
   * @param response what it makes of that with its weights as they are
   * @param target what it should make of it
   */
  void add(NDArray input, NDArray response, NDArray target) {
    wanted.add(target);
    Shape shape = response.getShape();
    long images = shape.get(0);
    long each = shape.get(2) * shape.get(3) * (common + (long) groups * own);
    long together = Math.max(1, CHUNK / each);
    for (long first = 0; first < images; first += together) {
      NDIndex some = new NDIndex("{}:{}", first, Math.min(images, first + together));
      try (NDManager scratch = input.getManager().newSubManager()) {
        NDArray missing = exact(target, some, scratch).sub(exact(response, some, scratch));
        addProducts(exact(input, some, scratch), missing);
      }
    }
  }

  private static NDArray exact(NDArray array, NDIndex images, NDManager manager) {
    NDArray some = array.get(images);
    some.attach(manager);
    return some.toType(DataType.FLOAT64, true);
  }

  private void addProducts(NDArray input, NDArray missing) {
    Shape shape = missing.getShape();
    int border = layer.kernel() / 2;
    NDArray padded = input.pad(new Shape(border, border, border, border), 0);
    NDArray centre = shifted(padded, border, border, layer.in(), shape);
    NDArray one =
        centre.getManager().ones(new Shape(1, centre.getShape().get(1)), centre.getDataType());
    NDArray shared = one.concat(centre, 0);
    long positions = shared.getShape().get(1);
    NDList rows = new NDList();
    for (StencilPoint point : points) {
      rows.add(
          shifted(padded, point.row(), point.column(), group * groups, shape)
              .reshape(groups, group, positions));
    }
    rows.add(missing.transpose(1, 0, 2, 3).reshape(groups, share(), positions));
    NDArray ofGroups = NDArrays.concat(rows, 1);
    NDArray flat = ofGroups.reshape((long) groups * own, positions);
    commonProducts.add(shared.matMul(shared.transpose()));
    crossProducts.add(shared.matMul(flat.transpose()));
    ownProducts.add(ofGroups.batchMatMul(ofGroups.transpose(0, 2, 1)));
  }

  /** What a point of the stencil reads, channel by channel: channels x positions. */
  private NDArray shifted(NDArray padded, int row, int column, int channels, Shape output) {
    int stride = layer.stride();
    long lastRow = row + (output.get(2) - 1) * stride + 1;
    long lastColumn = column + (output.get(3) - 1) * stride + 1;
    NDIndex points =
        new NDIndex(
            ":, 0:{}, {}:{}:{}, {}:{}:{}",
            channels,
            row,
            lastRow,
            stride,
            column,
            lastColumn,
            stride);
    return padded.get(points).transpose(1, 0, 2, 3).reshape(channels, -1);
  }

  /**
   * Solves the equations.
   *
   * @param ridge what a weight's distance from its value before costs, against the mean square of
   *     the features
   */
  Correction solve(double ridge) {
    List<RealMatrix> solutions = new ArrayList<>();
    double before = 0;
    double after = 0;
    int unknowns = common - 1 + own - share();
    for (int k = 0; k < groups; k++) {
      RealMatrix centred = centred(k);
      int last = unknowns + share() - 1;
      RealMatrix gram = centred.getSubMatrix(0, unknowns - 1, 0, unknowns - 1);
      RealMatrix right = centred.getSubMatrix(0, unknowns - 1, unknowns, last);
      double energy = centred.getSubMatrix(unknowns, last, unknowns, last).getTrace();
      RealMatrix solution = ridged(gram, ridge, right);
      solutions.add(solution);
      before += energy;
      after += energy + change(gram, right, solution);
    }
    double all = 0;
    for (int channel = 0; channel < layer.out(); channel++) {
      all += wanted.scatter(channel);
    }
    return new Correction(layer, solutions, share(before, all), share(after, all));
  }

  private static double share(double part, double all) {
    return all == 0 ? 0 : Math.sqrt(Math.max(0, part) / all);
  }

  /** What the sum of squares becomes larger by. */
  private static double change(RealMatrix gram, RealMatrix right, RealMatrix solution) {
    RealMatrix slope = gram.multiply(solution).subtract(right.scalarMultiply(2));
    return solution.transposeMultiply(slope).getTrace();
  }

  private static RealMatrix ridged(RealMatrix gram, double ridge, RealMatrix right) {
    int size = gram.getRowDimension();
    double scale = gram.getTrace() / size;
    if (scale == 0) {
      return MatrixUtils.createRealMatrix(size, right.getColumnDimension());
    }
    RealMatrix scaled = gram.scalarMultiply(1 / scale);
    for (int i = 0; i < size; i++) {
      scaled.addToEntry(i, i, ridge);
    }
    return new CholeskyDecomposition(scaled).getSolver().solve(right.scalarMultiply(1 / scale));
  }

  /** Products of the centred features and of what is missing, of one group. */
  private RealMatrix centred(int k) {
    int size = common + own - 1;
    RealMatrix products = MatrixUtils.createRealMatrix(size, size);
    double count = product(k, 0, 0);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double centred =
            product(k, i + 1, j + 1) - product(k, i + 1, 0) * product(k, j + 1, 0) / count;
        products.setEntry(i, j, centred);
        products.setEntry(j, i, centred);
      }
    }
    return products;
  }

  /** The sum of the products of two rows, i not before j. */
  private double product(int k, int i, int j) {
    if (i < common) {
      return commonProducts.get(i * common + j);
    }
    int row = k * own + i - common;
    return j < common
        ? crossProducts.get(j * groups * own + row)
        : ownProducts.get(row * own + j - common);
  }
}
