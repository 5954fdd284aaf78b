package io.espalier.searcher;

import static io.espalier.space.spec.Quantities.formatExactly;

import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Draws;
import io.espalier.space.spec.Budget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A budget that no architecture of a space meets, and the architectures nearest to it.
 *
 * @param wrong what is missing, and what exists instead, as a sentence
 * @param remedy what to do, as a sentence
 */
public record Shortage(String wrong, String remedy) {

  private static final int MOST_WALKS = 50;

  /** A network and what it costs. */
  private record Counted(String summary, Cost cost) {
    long macs() {
      return cost.macs();
    }
  }

  /**
   * Looks for an architecture within the budget.
   *
   * <p>A space that is too large to be listed is searched from many of its points; if nothing is
   * found, that is not a proof; but a budget that is so hard to meet does not suit a search either.
   *
   * @return empty if there is one
   */
  public static Optional<Shortage> of(Affordable affordable) {
    SplittableRandom random = Draws.of(0, Draws.WHOLE_RUN, "shortage");
    if (affordable.any(random).isPresent()) {
      return Optional.empty();
    }
    List<Counted> near =
        points(affordable, random).flatMap(point -> counted(affordable, point).stream()).toList();
    return Optional.of(
        new Shortage(
            "No architecture of the space costs %s.%s"
                .formatted(window(affordable.budget()), nearest(affordable.budget(), near)),
            "Set budget.macs to what there is, allow a larger tolerance, or let space grow in smaller steps."));
  }

  /** Points from which the nearest are taken: what is within reach, and one step beyond it. */
  private static Stream<int[]> points(Affordable affordable, SplittableRandom random) {
    Stream<int[]> within =
        affordable.canBeListed()
            ? affordable.points()
            : Stream.generate(() -> affordable.approach(affordable.anywhere(random), random))
                .limit(MOST_WALKS);
    return within.flatMap(point -> Stream.concat(Stream.of(point), oneStepUp(affordable, point)));
  }

  private static Stream<int[]> oneStepUp(Affordable affordable, int... point) {
    return IntStream.range(0, point.length)
        .filter(axis -> point[axis] + 1 < affordable.grid().size(axis))
        .mapToObj(
            axis -> {
              int[] larger = point.clone();
              larger[axis]++;
              return larger;
            });
  }

  private static Optional<Counted> counted(Affordable affordable, int... point) {
    return affordable
        .cost(point)
        .map(cost -> new Counted(affordable.grid().at(point).summary(), cost));
  }

  private static String window(Budget budget) {
    return "%s to %s MACs%s"
        .formatted(
            formatExactly(budget.fewestMacs()),
            formatExactly(budget.mostMacs()),
            budget.parameters().isPresent()
                ? " with at most %s parameters"
                    .formatted(formatExactly(budget.parameters().getAsLong()))
                : "");
  }

  /** The last architecture below, the first above, and the fewest parameters of those between. */
  private static String nearest(Budget budget, List<Counted> near) {
    Comparator<Counted> byMacs = Comparator.comparingLong(Counted::macs);
    Optional<String> below =
        near.stream()
            .filter(n -> n.macs() < budget.fewestMacs())
            .filter(n -> budget.admitsParameters(n.cost().parameters()))
            .max(byMacs)
            .map(n -> "%s MACs below (%s)".formatted(formatExactly(n.macs()), n.summary()));
    Optional<String> above =
        near.stream()
            .filter(n -> n.macs() > budget.mostMacs())
            .filter(n -> budget.admitsParameters(n.cost().parameters()))
            .min(byMacs)
            .map(n -> "%s MACs above (%s)".formatted(formatExactly(n.macs()), n.summary()));
    Optional<String> larger =
        near.stream()
            .filter(n -> budget.admitsMacs(n.macs()))
            .min(Comparator.comparingLong(n -> n.cost().parameters()))
            .map(
                n ->
                    "%s parameters within the MACs (%s)"
                        .formatted(formatExactly(n.cost().parameters()), n.summary()));
    String all =
        Stream.of(below, above, larger)
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", and "));
    return all.isEmpty() ? "" : " The nearest are %s.".formatted(all);
  }
}
