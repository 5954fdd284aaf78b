package io.espalier.trainer.lean;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The rows and columns that come nearest to a dense kernel between two groups of channels.
 *
 * <p>With outputs and their rows down, inputs and their columns across, the kernel between two
 * groups of g channels is a matrix of 3g x 3g; that of a separable convolution has the rank g. The
 * nearest one is the truncated singular value decomposition, were it not that the centres are free:
 * the 1x1 convolution takes whatever is left of them. So decomposing and putting the result's
 * centres into the matrix take turns; the distance falls each time.
 */
final class SeparableBlock {

  private static final int MOST_TURNS = 100;
  private static final double SETTLED = 1e-9;

  private final int group;
  private final int side;
  private final RealMatrix columns;
  private final RealMatrix rows;

  private SeparableBlock(int group, int side, RealMatrix columns, RealMatrix rows) {
    this.group = group;
    this.side = side;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Finds the nearest block.
   *
   * @param output first of the outputs
   * @param input first of the inputs
   * @param group how many there are of each
   */
  static SeparableBlock of(DenseKernel dense, int output, int input, int group) {
    int side = dense.side();
    int length = group * side;
    RealMatrix matrix = new Array2DRowRealMatrix(length, length);
    for (int row = 0; row < length; row++) {
      for (int column = 0; column < length; column++) {
        int index =
            dense.index(output + row / side, input + column / side, row % side, column % side);
        matrix.setEntry(row, column, isCentre(row, column, side) ? 0 : dense.values()[index]);
      }
    }
    SeparableBlock found = decomposed(matrix, group, side);
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      if (found.putCentres(matrix) <= SETTLED * matrix.getFrobeniusNorm()) {
        return found;
      }
      found = decomposed(matrix, group, side);
    }
    return found;
  }

  private static boolean isCentre(int row, int column, int side) {
    return row % side == side / 2 && column % side == side / 2;
  }

  private static SeparableBlock decomposed(RealMatrix matrix, int rank, int side) {
    SingularValueDecomposition svd = new SingularValueDecomposition(matrix);
    int last = matrix.getRowDimension() - 1;
    RealMatrix columns = svd.getU().getSubMatrix(0, last, 0, rank - 1);
    RealMatrix rows = svd.getVT().getSubMatrix(0, rank - 1, 0, last);
    for (int r = 0; r < rank; r++) {
      double root = Math.sqrt(svd.getSingularValues()[r]);
      columns.setColumnVector(r, columns.getColumnVector(r).mapMultiply(root));
      rows.setRowVector(r, rows.getRowVector(r).mapMultiply(root));
    }
    return new SeparableBlock(rank, side, columns, rows);
  }

  /** Puts this block's centres into a matrix; returns the length of the change. */
  private double putCentres(RealMatrix matrix) {
    RealMatrix made = columns.multiply(rows);
    double change = 0;
    for (int o = 0; o < group; o++) {
      for (int i = 0; i < group; i++) {
        int row = o * side + side / 2;
        int column = i * side + side / 2;
        change += Math.pow(made.getEntry(row, column) - matrix.getEntry(row, column), 2);
        matrix.setEntry(row, column, made.getEntry(row, column));
      }
    }
    return Math.sqrt(change);
  }

  /** Writes the kernels of the outputs from {@code first} on. */
  void write(float[] horizontal, float[] vertical, int first) {
    for (int o = 0; o < group; o++) {
      for (int m = 0; m < group; m++) {
        for (int tap = 0; tap < side; tap++) {
          vertical[((first + o) * group + m) * side + tap] =
              (float) columns.getEntry(o * side + tap, m);
          horizontal[((first + o) * group + m) * side + tap] =
              (float) rows.getEntry(o, m * side + tap);
        }
      }
    }
  }
}
