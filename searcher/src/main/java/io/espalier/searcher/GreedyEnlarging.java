package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Greedy Network Enlarging (Liu et al., arXiv 2108.00177): grows the base in steps to the budget;
 * in each step every axis proposes its smallest growth to the step's MACs, and the best goes on.
 *
 * <p>The MACs of step n of N are T_0 (T / T_0)^(n / N) within tolerance, T_0 the base's and T the
 * budget's. The number of steps is ours; the paper gives none.
 */
public final class GreedyEnlarging implements Searcher {

  private final Space space;
  private final Evaluator evaluator;
  private final int steps;
  private final long baseMacs;

  /** The strategy {@code greedy}, with the option {@code steps}. */
  @AutoService(Strategy.class)
  public static final class Greedy implements Strategy {
    @Override
    public String name() {
      return "greedy";
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options = new Options(spec.search(), Set.of("steps"));
      return new GreedyEnlarging(spec.space(), evaluator, options.positive("steps", 4));
    }
  }

  /**
   * Makes a searcher.
   *
   * @param steps growths from the base to the budget
   */
  public GreedyEnlarging(Space space, Evaluator evaluator, int steps) {
    checkArgument(steps > 0, "A greedy search needs at least 1 step, not %s.", steps);
    this.space = space;
    this.evaluator = evaluator;
    this.steps = steps;
    this.baseMacs = evaluator.cost(space.base()).macs();
  }

  @Override
  public int plannedTrials() {
    return 1 + steps * space.axes().size();
  }

  @Override
  public List<Candidate> propose(History history) {
    if (history.rounds().isEmpty()) {
      return List.of(Candidate.fromScratch(space.base(), "the base"));
    }
    List<Evaluation> parents = bestsLatestFirst(history);
    if (parents.isEmpty() || parents.get(0).macs() >= window(steps).fewestMacs()) {
      return List.of();
    }
    Set<Architecture> tried =
        history.evaluations().map(e -> e.candidate().architecture()).collect(Collectors.toSet());
    // From the last best one the budget may be out of reach, its smallest growth overshooting; an
    // earlier one then gets there in a larger step.
    return parents.stream()
        .flatMap(
            parent ->
                IntStream.rangeClosed(1, steps)
                    .filter(step -> window(step).fewestMacs() > parent.macs())
                    .mapToObj(step -> candidates(step, parent, tried)))
        .filter(candidates -> !candidates.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The best of every round in which any trial succeeded. */
  private static List<Evaluation> bestsLatestFirst(History history) {
    return Lists.reverse(
        history.rounds().stream().flatMap(round -> History.best(round).stream()).toList());
  }

  /** The budget of a step. */
  private Budget window(int step) {
    long goal = evaluator.budget().macs();
    double growth = Math.pow((double) goal / baseMacs, (double) step / steps);
    return evaluator.budget().towards(step == steps ? goal : Math.round(baseMacs * growth));
  }

  private List<Candidate> candidates(int step, Evaluation parent, Set<Architecture> tried) {
    Architecture from = parent.candidate().architecture();
    Landing landing = new Landing(space, evaluator, window(step));
    Set<Architecture> seen = Sets.newHashSet(tried);
    return space.axes().stream()
        .flatMap(axis -> landing.along(axis, from).stream())
        .filter(landed -> seen.add(landed.architecture()))
        .map(
            landed ->
                Candidate.childOf(parent.number(), landed.architecture(), why(step, from, landed)))
        .toList();
  }

  private String why(int step, Architecture from, Landing.Landed landed) {
    String changes =
        Stream.concat(Stream.of(landed.axis()), landed.filledWith().stream())
            .map(axis -> change(axis, from, landed.architecture()))
            .collect(Collectors.joining(", filled with "));
    return "step %d of %d: %s".formatted(step, steps, changes);
  }

  private static String change(Axis axis, Architecture from, Architecture to) {
    return "%s %s to %s".formatted(axis, axis.valueIn(from), axis.valueIn(to));
  }
}
