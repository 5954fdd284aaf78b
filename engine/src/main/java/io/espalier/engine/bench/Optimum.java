package io.espalier.engine.bench;

import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Grid;
import io.espalier.space.growth.Space;
import io.espalier.trainer.table.AccuracyTable;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The best network of a space within the budget, by looking at every one.
 *
 * @param architecture the network; of several that are equally good the one with the fewest MACs
 * @param macs multiply-accumulates of one image
 * @param topOne share of images that it gets right
 */
public record Optimum(Architecture architecture, long macs, double topOne) {

  private static final Comparator<Optimum> BEST_FIRST =
      Comparator.comparingDouble((Optimum found) -> -found.topOne())
          .thenComparingLong(Optimum::macs)
          .thenComparing(found -> found.architecture().summary());

  /**
   * Looks at every architecture of a space, in all threads of the common pool.
   *
   * @return empty if the budget admits none
   */
  static Optional<Optimum> of(Space space, Evaluator evaluator, AccuracyTable table) {
    Grid grid = new Grid(space);
    return LongStream.range(0, space.size().longValueExact())
        .parallel()
        .mapToObj(index -> at(grid, index))
        .flatMap(architecture -> within(architecture, evaluator, table).stream())
        .min(BEST_FIRST);
  }

  /** Counts through the grid, the first axis fastest. */
  private static Architecture at(Grid grid, long index) {
    long left = index;
    int[] point = new int[grid.axes().size()];
    for (int axis = 0; axis < point.length; axis++) {
      point[axis] = (int) (left % grid.size(axis));
      left /= grid.size(axis);
    }
    return grid.at(point);
  }

  private static Optional<Optimum> within(
      Architecture architecture, Evaluator evaluator, AccuracyTable table) {
    Cost cost = evaluator.cost(architecture);
    return evaluator.budget().admitsMacs(cost.macs())
            && evaluator.budget().admitsParameters(cost.parameters())
        ? Optional.of(new Optimum(architecture, cost.macs(), table.topOne(architecture)))
        : Optional.empty();
  }
}
