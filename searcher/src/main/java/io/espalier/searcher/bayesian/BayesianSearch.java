package io.espalier.searcher.bayesian;

import com.google.auto.service.AutoService;
import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.Options;
import io.espalier.searcher.Rounds;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategy;
import io.espalier.searcher.bayesian.BudgetSolver.Solution;
import io.espalier.searcher.surrogate.Features;
import io.espalier.searcher.surrogate.Forecast;
import io.espalier.searcher.surrogate.GaussianProcess.Posterior;
import io.espalier.space.Draws;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.SearchSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bayesian optimisation by a solver: OptaPlanner finds, within the budget, the architectures from
 * which a Gaussian process fitted on the history expects the greatest improvement.
 *
 * <p>First comes the base, whose weights all others inherit, so that what they score can be
 * compared; then a first design that fills the space within the budget; then batches. Within a
 * batch the process believes its own expectation of those before, so that proposals differ.
 */
public final class BayesianSearch implements Searcher {

  private static final String NAME = "bayesian";

  /** Its older name; the random draws keep it, so that equal seeds give equal searches as ever. */
  private static final String OLDER_NAME = "optaplanner";

  private static final int INITIAL = 8;
  private static final int LOOKS = 2000;

  /**
   * The strategy {@code bayesian}, with the options {@code trials}, {@code batch}, {@code initial}
   * (trials of the first design) and {@code looks} (points that the solver looks at from each of
   * its starts).
   */
  @AutoService(Strategy.class)
  public static final class Solving implements Strategy {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Set<String> olderNames() {
      return Set.of(OLDER_NAME);
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options =
          new Options(spec.search(), Sets.union(Rounds.OPTIONS, Set.of("initial", "looks")));
      Rounds rounds = Rounds.of(options);
      return new BayesianSearch(
          spec.space(),
          evaluator,
          spec.seed(),
          rounds,
          options.positive("initial", Math.max(1, Math.min(INITIAL, rounds.trials() / 4))),
          options.positive("looks", LOOKS));
    }
  }

  private final Space space;
  private final Affordable affordable;
  private final Features features;
  private final BudgetSolver solver;
  private final long seed;
  private final Rounds rounds;
  private final int initial;

  /**
   * Makes a searcher.
   *
   * @param seed the run's seed
   * @param initial trials of the first design
   * @param looks points that the solver looks at from each of its starts
   */
  public BayesianSearch(
      Space space, Evaluator evaluator, long seed, Rounds rounds, int initial, int looks) {
    this.space = space;
    this.affordable = new Affordable(space, evaluator);
    this.features = new Features(affordable.grid(), evaluator.cost(space.base()));
    this.solver = new BudgetSolver(affordable, looks);
    this.seed = seed;
    this.rounds = rounds;
    this.initial = initial;
  }

  @Override
  public int plannedTrials() {
    return rounds.trials();
  }

  @Override
  public int plannedParents() {
    return 1;
  }

  @Override
  public Set<Integer> parents(History history) {
    return Set.of(0);
  }

  @Override
  public String ending(History history) {
    return rounds.ending(history);
  }

  @Override
  public List<Candidate> propose(History history) {
    List<Evaluation> tried = history.evaluations().toList();
    if (tried.isEmpty()) {
      return List.of(Candidate.fromScratch(space.base(), "the base"));
    }
    int left = rounds.trials() - tried.size();
    if (left <= 0 || tried.get(0).failure().isPresent()) {
      return List.of();
    }
    SplittableRandom random = Draws.of(seed, Draws.WHOLE_RUN, OLDER_NAME, history.rounds().size());
    int undesigned = initial - (tried.size() - 1);
    boolean known = tried.stream().filter(e -> e.score().isPresent()).count() > 1;
    return undesigned > 0 || !known
        ? designed(Math.min(left, Math.max(undesigned, 1)), tried, random)
        : solved(Math.min(left, rounds.batch()), tried, random);
  }

  private List<Candidate> designed(int count, List<Evaluation> tried, SplittableRandom random) {
    return new FillingDesign(affordable, features)
        .points(count, points(tried), random).stream()
            .map(point -> candidate(point, "first design, to learn from"))
            .toList();
  }

  private List<Candidate> solved(int count, List<Evaluation> tried, SplittableRandom random) {
    Forecast forecast = Forecast.of(tried, e -> features(point(e)));
    double best = forecast.best();
    Set<ImmutableIntArray> barred = points(tried);
    List<Candidate> proposed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImprovementMerit merit = new ImprovementMerit(forecast, features, best);
      Optional<Solution> found = solve(merit, tried, barred, random);
      if (found.isEmpty()) {
        break;
      }
      ImmutableIntArray point = found.get().point();
      Posterior expected = forecast.score(features(point));
      proposed.add(candidate(point, why(expected, found.get())));
      barred.add(point);
      forecast = forecast.believing(features(point));
    }
    // Where the solver finds nothing new within the budget, there may still be something.
    return proposed.isEmpty() ? designed(count, tried, random) : proposed;
  }

  /** Searches from the best network so far, and from one drawn at random. */
  private Optional<Solution> solve(
      ImprovementMerit merit,
      List<Evaluation> tried,
      Set<ImmutableIntArray> barred,
      SplittableRandom random) {
    Stream<int[]> best = History.best(tried).stream().map(e -> point(e).toArray());
    return Stream.concat(best, affordable.draw(random).stream())
        .flatMap(start -> solver.solve(merit, start, barred).stream())
        .max(Comparator.comparing(solution -> solution.why().getScore()));
  }

  private Candidate candidate(ImmutableIntArray point, String why) {
    return Candidate.childOf(0, affordable.grid().at(point.toArray()), why);
  }

  private static String why(Posterior expected, Solution solution) {
    String constraints =
        solution.why().getConstraintMatchTotalMap().values().stream()
            .map(total -> "%s %s".formatted(total.getConstraintName(), total.getScore()))
            .sorted()
            .collect(Collectors.joining(", "));
    return "expected %.2f %% (deviation %.2f); %s"
        .formatted(100 * expected.mean(), 100 * expected.deviation(), constraints);
  }

  private Set<ImmutableIntArray> points(List<Evaluation> evaluations) {
    return evaluations.stream().map(this::point).collect(Collectors.toCollection(HashSet::new));
  }

  private ImmutableIntArray point(Evaluation evaluation) {
    return ImmutableIntArray.copyOf(affordable.grid().point(evaluation.candidate().architecture()));
  }

  private double[] features(ImmutableIntArray point) {
    int[] at = point.toArray();
    return features.of(at, affordable.cost(at).orElseThrow());
  }
}
