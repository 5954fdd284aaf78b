package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A space as a grid: the values of every axis, the base's first, and the architecture at any
 * combination of them.
 *
 * <p>Not every point can be built: a family may want widths of two stages to agree.
 */
public final class Grid {

  private final Space space;
  private final List<Axis> axes;
  private final List<List<Architecture>> values;

  /** Lays the grid over a space. */
  public Grid(Space space) {
    this.space = space;
    this.axes = List.copyOf(space.axes());
    this.values =
        axes.stream()
            .map(axis -> Stream.concat(Stream.of(space.base()), space.growths(space.base(), axis)))
            .map(Stream::toList)
            .toList();
  }

  /** Returns the axes, in the order of the coordinates of a point. */
  public List<Axis> axes() {
    return axes;
  }

  /** Returns the number of values of an axis, at least 1. */
  public int size(int axis) {
    return values.get(axis).size();
  }

  /**
   * Returns the architecture at a point.
   *
   * @param point for each axis which of its values, counted from 0
   * @throws IllegalArgumentException if there is not one coordinate per axis
   */
  public Architecture at(int... point) {
    checkArgument(
        point.length == axes.size(),
        "There are %s axes, but %s coordinates.",
        axes.size(),
        point.length);
    Architecture architecture = space.base();
    for (int i = 0; i < point.length; i++) {
      architecture = axes.get(i).move(architecture, values.get(i).get(point[i]));
    }
    return architecture;
  }

  /**
   * Returns the point of an architecture: on each axis the last value that it contains, so that one
   * that was grown along two axes at once, or off the grid, has the nearest point below it.
   */
  public int[] point(Architecture architecture) {
    return IntStream.range(0, axes.size()).map(i -> coordinate(i, architecture)).toArray();
  }

  private int coordinate(int axis, Architecture architecture) {
    Architecture moved = axes.get(axis).move(space.base(), architecture);
    List<Architecture> known = values.get(axis);
    return IntStream.iterate(known.size() - 1, i -> i >= 0, i -> i - 1)
        .filter(i -> moved.contains(known.get(i)))
        .findFirst()
        .orElse(0);
  }
}
