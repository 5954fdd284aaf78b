package io.espalier.searcher;

import com.google.common.collect.Lists;
import com.google.common.collect.Streams;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the smallest growth along an axis that lands in a window of MACs.
 *
 * <p>Where the axis is too coarse to land (a whole block overshoots), the largest growth below the
 * window is filled up with width: of the same stage first, then of the others from the last.
 */
final class Landing {

  /**
   * What was found.
   *
   * @param architecture lands in the window
   * @param axis what grew first
   * @param filledWith the widths that filled the rest, if any were needed
   */
  record Landed(Architecture architecture, Axis axis, List<Axis> filledWith) {}

  private final Space space;
  private final Evaluator evaluator;
  private final Budget window;

  Landing(Space space, Evaluator evaluator, Budget window) {
    this.space = space;
    this.evaluator = evaluator;
    this.window = window;
  }

  /** Returns what lands, if anything does. */
  Optional<Landed> along(Axis axis, Architecture from) {
    List<Architecture> growths = space.growths(from, axis).filter(this::buildable).toList();
    Optional<Landed> direct =
        growths.stream()
            .filter(this::lands)
            .findFirst()
            .map(found -> new Landed(found, axis, List.of()));
    return direct.or(() -> filled(axis, growths));
  }

  private Optional<Landed> filled(Axis axis, List<Architecture> growths) {
    List<Axis> fillers = fillers(axis);
    return Lists.reverse(growths).stream()
        .filter(this::below)
        .flatMap(
            grown ->
                fill(grown, fillers).stream()
                    .map(found -> new Landed(found, axis, changed(grown, found, fillers))))
        .findFirst();
  }

  /**
   * Fills with the first axis; what that leaves, because its steps are too coarse, with the next.
   */
  private Optional<Architecture> fill(Architecture from, List<Axis> fillers) {
    if (fillers.isEmpty()) {
      return Optional.empty();
    }
    List<Architecture> growths =
        space.growths(from, fillers.get(0)).filter(this::buildable).toList();
    Architecture largestBelow = Streams.findLast(growths.stream().filter(this::below)).orElse(from);
    return growths.stream()
        .filter(this::lands)
        .findFirst()
        .or(() -> fill(largestBelow, fillers.subList(1, fillers.size())));
  }

  private static List<Axis> changed(Architecture from, Architecture to, List<Axis> fillers) {
    return fillers.stream().filter(f -> !f.valueIn(from).equals(f.valueIn(to))).toList();
  }

  private List<Axis> fillers(Axis axis) {
    Predicate<Axis> isWidth = filler -> filler.dimension() == Dimension.WIDTH;
    List<Axis> widths = space.axes().stream().filter(isWidth).toList();
    List<Axis> fillers = new ArrayList<>();
    widths.stream().filter(w -> w.stage() == axis.stage()).forEach(fillers::add);
    Lists.reverse(widths).stream().filter(w -> w.stage() != axis.stage()).forEach(fillers::add);
    fillers.remove(axis);
    return fillers;
  }

  /** Some growths of a family cannot be drawn; they are no part of the space. */
  private boolean buildable(Architecture architecture) {
    try {
      evaluator.cost(architecture);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean lands(Architecture architecture) {
    Cost cost = evaluator.cost(architecture);
    return window.admitsMacs(cost.macs()) && window.admitsParameters(cost.parameters());
  }

  private boolean below(Architecture architecture) {
    return evaluator.cost(architecture).macs() < window.fewestMacs();
  }
}
