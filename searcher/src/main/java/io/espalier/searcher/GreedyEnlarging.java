package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.collect.Streams;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Measurement;
import io.espalier.searcher.StepProposals.StepProposal;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import java.util.Comparator;
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
 * budget's. Where a growth has to be filled up, the axes fill first that did best in the last step.
 * The number of steps, the filling and the options are ours; the paper gives none. With {@link
 * Rungs}, a step has several rounds, and those of its last rung compete for the next step.
 */
public final class GreedyEnlarging implements Searcher {

  private static final int STEPS = 3;

  private final Space space;
  private final Evaluator evaluator;
  private final StepProposals proposals;
  private final GreedySettings setting;
  private final long baseMacs;

  /**
   * How it grows.
   *
   * @param steps growths from the base to the budget
   * @param reallocate whether candidates compete, too, in which an axis gives its last step of
   *     growth to others
   * @param stop whether the search stops, or goes to the budget in one last step where fewer MACs
   *     will not do, after a step whose best is not better than its parent by more than the noise
   * @param rungs how the candidates of a step are halved
   */
  record GreedySettings(int steps, boolean reallocate, boolean stop, Rungs rungs) {

    /**
     * @throws IllegalArgumentException if there is no step
     */
    public GreedySettings {
      checkArgument(steps > 0, "A greedy search needs at least 1 step, not %s.", steps);
    }

    private static GreedySettings of(Options options, SearchSpec spec) {
      return new GreedySettings(
          options.positive("steps", STEPS),
          options.truth("reallocate", false),
          options.truth("stop", spec.budget().atLeast().isPresent()),
          Rungs.of(options, spec));
    }
  }

  /**
   * The strategy {@code greedy}, with the options {@code steps}, {@code reallocate}, {@code stop}
   * and {@code rungs}.
   */
  @AutoService(Strategy.class)
  public static final class Greedy implements Strategy {
    @Override
    public String name() {
      return "greedy";
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options = new Options(spec.search(), Set.of("steps", "reallocate", "stop", "rungs"));
      return new GreedyEnlarging(spec.space(), evaluator, GreedySettings.of(options, spec));
    }
  }

  GreedyEnlarging(Space space, Evaluator evaluator, GreedySettings setting) {
    this.space = space;
    this.evaluator = evaluator;
    this.proposals = new StepProposals(space, new Affordable(space, evaluator), setting);
    this.setting = setting;
    this.baseMacs = evaluator.cost(space.base()).macs();
  }

  @Override
  public int plannedTrials() {
    return 1 + setting.steps() * setting.rungs().trials(candidatesOfAStep());
  }

  @Override
  public int plannedEpochs(int full) {
    return full + setting.steps() * setting.rungs().trainedEpochs(candidatesOfAStep(), full);
  }

  @Override
  public int plannedParents() {
    // The best of every step, and those of the running one of which half will go on.
    return 1 + setting.steps() + (setting.rungs().count() > 1 ? candidatesOfAStep() : 0);
  }

  private int candidatesOfAStep() {
    return space.axes().size() * (setting.reallocate() ? 2 : 1);
  }

  @Override
  public List<Candidate> propose(History history) {
    if (history.rounds().isEmpty()) {
      return List.of(Candidate.fromScratch(space.base(), "the base"));
    }
    Standing standing = new Standing(0, space.axes(), List.of());
    for (int i = 1; i < history.rounds().size(); i++) {
      History past = new History(history.rounds().subList(0, i));
      standing = standing.after(proposals(past, standing), history.rounds().get(i));
    }
    return proposals(history, standing).stream().map(StepProposal::candidate).toList();
  }

  /** The step made last, the axes in the order in which they fill, and the proposals made last. */
  private record Standing(int step, List<Axis> merit, List<StepProposal> proposed) {

    /** Sorts the axes by how their growth did in a round, those that did not grow behind. */
    Standing after(List<StepProposal> proposals, List<Evaluation> round) {
      checkArgument(
          proposals.size() == round.size(),
          "The history has a round of %s candidates where this search proposes %s.",
          round.size(),
          proposals.size());
      Comparator<Integer> bestFirst = Comparator.comparing(round::get, Evaluation.BEST_FIRST);
      Stream<Axis> grown =
          IntStream.range(0, round.size())
              .boxed()
              .sorted(bestFirst)
              .flatMap(i -> proposals.get(i).grown().stream());
      return new Standing(
          proposals.get(0).step(),
          Stream.concat(grown, merit.stream()).distinct().toList(),
          proposals);
    }
  }

  private List<StepProposal> proposals(History history, Standing standing) {
    List<StepProposal> promotions = promotions(history, standing);
    return promotions.isEmpty() ? nextStep(history, standing) : promotions;
  }

  /** The better half of the last round, on the next rung if there is one. */
  private List<StepProposal> promotions(History history, Standing standing) {
    List<Evaluation> round = Iterables.getLast(history.rounds());
    if (setting.rungs().isOnTheLast(round.get(0), history)) {
      return List.of();
    }
    int rung = setting.rungs().rungOf(round.get(0), history) + 1;
    int first = round.get(0).number();
    return Rungs.betterHalf(round).stream()
        .map(
            better ->
                proposals.promoted(better, standing.proposed().get(better.number() - first), rung))
        .toList();
  }

  private List<StepProposal> nextStep(History history, Standing standing) {
    List<Evaluation> parents = bestsLatestFirst(history);
    if (parents.isEmpty() || isOver(history, parents.get(0))) {
      return List.of();
    }
    int next = standsStill(history) ? setting.steps() : standing.step() + 1;
    Stream<List<StepProposal>> onwards = steps(next, parents.get(0), standing, history);
    // From the last best one the budget may be out of reach, its smallest growth overshooting; an
    // earlier one then gets there in a larger step.
    Stream<List<StepProposal>> back =
        evaluator.budget().atLeast().isPresent()
            ? Stream.empty()
            : parents.stream().skip(1).flatMap(parent -> steps(1, parent, standing, history));
    return Stream.concat(onwards, back)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private Stream<List<StepProposal>> steps(
      int first, Evaluation parent, Standing standing, History history) {
    return IntStream.rangeClosed(first, setting.steps())
        .filter(step -> window(step).fewestMacs() > parent.macs())
        .mapToObj(step -> proposals.grown(step, window(step), parent, standing.merit(), history));
  }

  private boolean isOver(History history, Evaluation last) {
    return last.macs() >= window(setting.steps()).fewestMacs()
        || (standsStill(history) && evaluator.budget().admitsMacs(last.macs()));
  }

  /** Tells whether the search is to stop because its last step gained no more than noise. */
  private boolean standsStill(History history) {
    List<Evaluation> bests = bestsLatestFirst(history);
    return setting.stop() && bests.size() > 1 && gain(bests) <= noise(bests.get(0));
  }

  private static double gain(List<Evaluation> bestsLatestFirst) {
    return bestsLatestFirst.get(0).score().orElseThrow()
        - bestsLatestFirst.get(1).score().orElseThrow();
  }

  private static double noise(Evaluation evaluation) {
    return evaluation.measurement().map(Measurement::standardError).orElse(0.0);
  }

  @Override
  public String ending(History history) {
    List<Evaluation> bests = bestsLatestFirst(history);
    if (bests.isEmpty()) {
      return "No trial succeeded.";
    }
    Evaluation last = bests.get(0);
    return standsStill(history)
        ? "The last step gained %.2f points (trial %d), no more than the noise of %.2f points."
            .formatted(100 * gain(bests), last.number(), 100 * noise(last))
        : "Trial %d, with %,d MACs, has grown as far as the budget lets it."
            .formatted(last.number(), last.macs());
  }

  @Override
  public Set<Integer> parents(History history) {
    // Which half of the last round is the better one is known when it is complete.
    Stream<Evaluation> halved =
        Streams.findLast(history.rounds().stream()).stream()
            .flatMap(List::stream)
            .filter(e -> e.score().isPresent() && !setting.rungs().isOnTheLast(e, history));
    return Stream.concat(bestsLatestFirst(history).stream(), halved)
        .map(Evaluation::number)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The best of every round of a last rung in which any trial succeeded. */
  private List<Evaluation> bestsLatestFirst(History history) {
    return Lists.reverse(
        history.rounds().stream()
            .flatMap(round -> History.best(round).stream())
            .filter(best -> setting.rungs().isOnTheLast(best, history))
            .toList());
  }

  /** The budget of a step. */
  private Budget window(int step) {
    long goal = evaluator.budget().macs();
    double growth = Math.pow((double) goal / baseMacs, (double) step / setting.steps());
    return evaluator
        .budget()
        .towards(step == setting.steps() ? goal : Math.round(baseMacs * growth));
  }
}
