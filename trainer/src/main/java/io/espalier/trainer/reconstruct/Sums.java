package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDArray;

/** An array of sums that grow batch by batch, in double precision. */
final class Sums {

  private final double[] values;

  Sums(int count) {
    this.values = new double[count];
  }

  /**
   * Adds to all sums.
   *
   * @param summands FLOAT64, as many as there are sums
   */
  void add(NDArray summands) {
    double[] added = summands.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += added[i];
    }
  }

  double get(int index) {
    return values[index];
  }
}
