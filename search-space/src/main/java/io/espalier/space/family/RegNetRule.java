package io.espalier.space.family;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The quantised linear rule that generates a RegNet: Radosavovic et al., Designing Network Design
 * Spaces (arXiv 2003.13678), section 3.3, equations 2 to 4, with the rounding of pycls.
 *
 * @param initial width that the line starts with, w_0
 * @param slope what the line adds per block, w_a
 * @param step factor between the widths of two stages, w_m
 * @param depth number of blocks
 * @param groupWidth channels of a group in the 3x3 convolutions
 */
record RegNetRule(int initial, double slope, double step, int depth, int groupWidth) {

  private static final int QUANTUM = 8;

  /**
   * @throws IllegalArgumentException if a number is outside of RegNet's space
   */
  RegNetRule {
    checkArgument(
        initial > 0 && initial % QUANTUM == 0,
        "RegNet's initial width (%s) must be a multiple of %s.",
        initial,
        QUANTUM);
    checkArgument(slope >= 0, "RegNet's width slope (%s) must not be negative.", slope);
    checkArgument(step > 1, "RegNet's width step (%s) must be above 1.", step);
    checkArgument(depth > 0, "RegNet's depth (%s) must be at least 1.", depth);
    checkArgument(groupWidth > 0, "RegNet's group width (%s) must be at least 1.", groupWidth);
  }

  /** Returns the stages: blocks of equal width. */
  List<Stage> stages() {
    Map<Integer, Long> depths =
        IntStream.range(0, depth)
            .mapToObj(this::width)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return depths.entrySet().stream()
        .map(e -> Stage.of(Math.toIntExact(e.getValue()), compatible(e.getKey())))
        .toList();
  }

  /** The width of a block: on the line, then at the nearest power of the step, then quantised. */
  private int width(int block) {
    double line = initial + slope * block;
    double power = Math.rint(Math.log(line / initial) / Math.log(step));
    return (int) Math.rint(initial * Math.pow(step, power) / QUANTUM) * QUANTUM;
  }

  /** The nearest multiple of the group width; halves go to the even one, as in Python. */
  private int compatible(int width) {
    int group = Math.min(groupWidth, width);
    return Math.max(group, (int) Math.rint((double) width / group) * group);
  }
}
