package io.espalier.engine.session;

import io.espalier.space.growth.Grid;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecProblem;
import io.espalier.trainer.table.AccuracyTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether a table has all networks of a spec's space. */
final class TableFit {

  private TableFit() {}

  /**
   * Looks the base up, and every value of every axis of the space: tables are made of all
   * combinations of values.
   *
   * @return what the table does not have, if anything
   */
  static List<SpecProblem> problems(SpecDocument document, AccuracyTable table) {
    Grid grid = new Grid(document.spec().space());
    int[] base = new int[grid.axes().size()];
    Optional<SpecProblem> baseless =
        missing(table, grid, base).map(why -> document.problem("base", why, "Start elsewhere."));
    return baseless.isPresent()
        ? baseless.stream().toList()
        : IntStream.range(0, base.length)
            .boxed()
            .flatMap(axis -> missing(table, grid, base, axis).stream())
            .map(why -> document.problem("space", why, "Let space grow no further than the table."))
            .limit(1)
            .toList();
  }

  private static Optional<String> missing(AccuracyTable table, Grid grid, int[] base, int axis) {
    return IntStream.range(1, grid.size(axis))
        .mapToObj(
            value -> {
              int[] point = base.clone();
              point[axis] = value;
              return missing(table, grid, point);
            })
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> missing(AccuracyTable table, Grid grid, int... point) {
    try {
      table.topOne(grid.at(point));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
