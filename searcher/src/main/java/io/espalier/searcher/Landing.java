package io.espalier.searcher;

import com.google.common.collect.Lists;
import com.google.common.collect.Streams;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the smallest growth along an axis that lands in a window of MACs.
 *
 * <p>Where the axis is too coarse to land (a whole block overshoots), the largest growth below the
 * window is filled up with width of the same stage. What that leaves is filled in turns, a step of
 * each axis after the other: with the widths first, then with any axis that grows.
 */
final class Landing {

  /**
   * What was found.
   *
   * @param architecture lands in the window
   * @param axis what was moved first: up, or down where MACs are moved elsewhere
   * @param filledWith what else grew, if anything had to
   */
  record Landed(Architecture architecture, Axis axis, List<Axis> filledWith) {

    /**
     * Says what was moved.
     *
     * @param between what stands before that which was moved besides
     */
    String change(Architecture from, String between) {
      String others =
          filledWith.stream().map(other -> change(other, from)).collect(Collectors.joining(", "));
      return change(axis, from) + (others.isEmpty() ? "" : between + others);
    }

    private String change(Axis moved, Architecture from) {
      return "%s %s to %s".formatted(moved, moved.valueIn(from), moved.valueIn(architecture));
    }
  }

  private final Space space;
  private final Affordable affordable;
  private final Budget window;
  private final List<Axis> fillers;

  /**
   * Prepares landings.
   *
   * @param affordable counts architectures
   * @param window the MACs to land in; with {@link Budget#atLeast} it is enough to come as near
   *     from below as growth can
   * @param fillers all axes, in the order in which they fill
   */
  Landing(Space space, Affordable affordable, Budget window, List<Axis> fillers) {
    this.space = space;
    this.affordable = affordable;
    this.window = window;
    this.fillers = fillers;
  }

  /** Returns what lands with growth along an axis, if anything does. */
  Optional<Landed> along(Axis axis, Architecture from) {
    List<Architecture> growths = space.growths(from, axis).filter(this::fits).toList();
    return growths.stream()
        .filter(this::lands)
        .findFirst()
        .or(
            () ->
                Lists.reverse(growths).stream()
                    .flatMap(grown -> filled(grown, axis).stream())
                    .findFirst())
        .map(found -> landed(found, axis, from));
  }

  /** Returns what lands when the axis gives its last step of growth away, if anything does. */
  Optional<Landed> against(Axis axis, Architecture from) {
    Stream<Architecture> values =
        Stream.concat(Stream.of(space.base()), space.growths(space.base(), axis));
    return Streams.findLast(
            values
                .map(value -> axis.move(from, value))
                .filter(less -> from.contains(less) && !less.equals(from)))
        .filter(this::fits)
        .flatMap(less -> filled(less, axis))
        .filter(found -> !found.equals(from))
        .map(found -> landed(found, axis, from));
  }

  private Landed landed(Architecture found, Axis axis, Architecture from) {
    return new Landed(
        found,
        axis,
        fillers.stream()
            .filter(f -> !f.equals(axis) && !f.valueIn(found).equals(f.valueIn(from)))
            .toList());
  }

  /** Returns what lands when widths grow in turns, and then all that grows, if anything does. */
  Optional<Architecture> filled(Architecture from) {
    Architecture wider = inTurns(from, fillers.stream().filter(Landing::isWidth).toList());
    return Optional.of(inTurns(wider, fillers))
        .filter(found -> lands(found) || window.atLeast().isPresent());
  }

  private static boolean isWidth(Axis axis) {
    return axis.dimension() == Dimension.WIDTH;
  }

  private Optional<Architecture> filled(Architecture from, Axis axis) {
    List<Axis> others = fillers.stream().filter(filler -> !filler.equals(axis)).toList();
    List<Axis> own =
        others.stream().filter(Landing::isWidth).filter(f -> f.stage() == axis.stage()).toList();
    return new Landing(space, affordable, window, others).filled(inTurns(from, own));
  }

  /** Grows the axes by a step each, over and over, until it lands or nothing more fits. */
  private Architecture inTurns(Architecture from, List<Axis> axes) {
    Architecture filled = from;
    Architecture before;
    do {
      before = filled;
      for (Axis axis : axes) {
        if (!lands(filled)) {
          filled = space.growths(filled, axis).findFirst().filter(this::fits).orElse(filled);
        }
      }
    } while (!filled.equals(before));
    return filled;
  }

  /** Tells whether an architecture can be drawn and costs no more than the window has. */
  boolean fits(Architecture architecture) {
    return affordable
        .cost(architecture)
        .filter(cost -> cost.macs() <= window.mostMacs())
        .filter(cost -> window.admitsParameters(cost.parameters()))
        .isPresent();
  }

  /** Tells whether an architecture is within the window. */
  boolean lands(Architecture architecture) {
    return affordable.cost(architecture).map(Cost::macs).filter(window::admitsMacs).isPresent()
        && fits(architecture);
  }
}
