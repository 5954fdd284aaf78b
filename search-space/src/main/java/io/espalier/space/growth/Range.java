package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;

/**
 * How far a dimension may grow: from its value in the base, in equal steps.
 *
 * @param to largest value, itself allowed where a step lands on it
 * @param step distance between values
 */
public record Range(int to, int step) {

  /**
   * @throws IllegalArgumentException if either number is not positive
   */
  public Range {
    checkArgument(to > 0, "A dimension cannot grow to %s; give at least 1.", to);
    checkArgument(step > 0, "The step (%s) of a dimension must be at least 1.", step);
  }

  /** Returns the values above the given one, smallest first, counted in steps from there. */
  public IntStream above(int value) {
    return IntStream.iterate(value + step, v -> v <= to, v -> v + step);
  }

  /** Returns the largest value that steps from the given one reach. */
  public int largest(int from) {
    return to <= from ? from : from + (to - from) / step * step;
  }
}
