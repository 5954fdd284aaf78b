package io.espalier.searcher.surrogate;

import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Grid;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A point of a space as the numbers that a surrogate compares: where it stands on each axis, and
 * the logarithms of its MACs and parameters, which tell much about what a network can do.
 *
 * <p>Two neighbouring choices, such as depth-wise and dense, are as far apart as the two ends of an
 * axis of numbers, such as a width.
 */
public final class Features {

  private static final double APART = Math.sqrt(2);
  // A factor of 2 in MACs counts like one choice.
  private static final double DOUBLING = APART / Math.log(2);

  private final Grid grid;
  private final Cost smallest;

  /**
   * Measures points against the smallest network of a space.
   *
   * @param smallest what the base costs
   */
  public Features(Grid grid, Cost smallest) {
    this.grid = grid;
    this.smallest = smallest;
  }

  /** Returns the features of a point that costs so much. */
  public double[] of(int[] point, Cost cost) {
    return DoubleStream.concat(
            IntStream.range(0, point.length).boxed().flatMapToDouble(i -> axis(i, point[i])),
            DoubleStream.of(
                doublings(cost.macs(), smallest.macs()),
                doublings(cost.parameters(), smallest.parameters())))
        .toArray();
  }

  private DoubleStream axis(int axis, int value) {
    Dimension dimension = grid.axes().get(axis).dimension();
    int values = grid.size(axis);
    return dimension == Dimension.LEAN || dimension == Dimension.BLOCK
        ? IntStream.range(0, values).mapToDouble(v -> v == value ? 1 : 0)
        : DoubleStream.of(values == 1 ? 0 : APART * value / (values - 1));
  }

  private static double doublings(long count, long smallest) {
    return DOUBLING * Math.log((double) count / smallest);
  }
}
