package io.espalier.searcher;

import static com.google.common.collect.Comparators.emptiesLast;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static io.espalier.space.spec.Quantities.formatExactly;

import com.google.auto.service.AutoService;
import com.google.common.base.Suppliers;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.searcher.CompoundRule.ScaledNetwork;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compound scaling (Tan and Le, EfficientNet, arXiv 1905.11946, section 3.3): one rule for all
 * stages.
 *
 * <p>First the coefficients are searched for in a grid, on the base at twice its MACs (phi = 1), or
 * at the budget if that is less; then the best of them that land there are scaled to the budget. Of
 * what the rule gives, every dimension is rounded to the space; phi is the smallest that lands
 * within tolerance, and what rounding leaves of the MACs is filled with width (ours). Where that
 * lands for none of the coefficients, it is filled with any axis that grows.
 */
public final class CompoundScaling implements Searcher {

  private static final int PARTS = 4;

  private final Space space;
  private final Evaluator evaluator;
  private final CompoundRule rule;
  private final List<Coefficients> grid;
  private final Supplier<Map<Coefficients, ScaledNetwork>> atTwice;

  /**
   * The strategy {@code compound}, with alpha, beta and gamma, or the {@code grid} to find them.
   */
  @AutoService(Strategy.class)
  public static final class Compound implements Strategy {
    @Override
    public String name() {
      return "compound";
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options = new Options(spec.search(), Set.of("alpha", "beta", "gamma", "grid"));
      return new CompoundScaling(spec.space(), evaluator, coefficients(options, spec.space()));
    }
  }

  CompoundScaling(Space space, Evaluator evaluator, List<Coefficients> grid) {
    this.space = space;
    this.evaluator = evaluator;
    this.rule = new CompoundRule(space, new Affordable(space, evaluator));
    this.grid = grid;
    this.atTwice = Suppliers.memoize(this::scaledGrid);
  }

  private static List<Coefficients> coefficients(Options options, Space space) {
    Set<Dimension> growing = Coefficients.growing(space);
    if (growing.isEmpty()) {
      throw options.mistake(
          "strategy",
          "Compound scaling grows depth, width and the input's resolution, but this space allows none of them to grow. Allow one to grow, or choose another strategy.");
    }
    int parts = options.positive("grid", PARTS);
    if (!options.has("alpha") && !options.has("beta") && !options.has("gamma")) {
      return Coefficients.grid(parts, growing);
    }
    Coefficients given =
        new Coefficients(
            given(options, "alpha", growing.contains(Dimension.DEPTH)),
            given(options, "beta", growing.contains(Dimension.WIDTH)),
            given(options, "gamma", growing.contains(Dimension.INPUT_RESOLUTION)));
    if (!given.obeysTheRule()) {
      throw options.mistake(
          "alpha",
          "alpha * beta^2 * gamma^2 must be about 2, from 1.8 to 2.2, so that phi doubles the MACs; %s give %.2f."
              .formatted(given, given.growth()));
    }
    return List.of(given);
  }

  private static double given(Options options, String name, boolean grows) {
    double value = options.number(name, 1).orElse(1);
    if (value > 1 && !grows) {
      throw options.mistake(
          name, "It is %s, but the space does not let that grow. Write 1.".formatted(value));
    }
    return value;
  }

  @Override
  public int plannedTrials() {
    return grid.size() == 1 ? 2 : 2 + grid.size();
  }

  @Override
  public int plannedParents() {
    return plannedTrials();
  }

  @Override
  public List<Candidate> propose(History history) {
    List<Evaluation> done = history.evaluations().toList();
    if (done.isEmpty()) {
      return List.of(Candidate.fromScratch(space.base(), "the base"));
    }
    if (done.get(0).failure().isPresent()) {
      return List.of();
    }
    if (done.size() == 1 && grid.size() > 1) {
      List<Candidate> small = grid(done.get(0));
      if (!small.isEmpty()) {
        return small;
      }
    }
    return goal(done)
        .filter(scaled -> trialOf(scaled, done).isEmpty())
        .map(scaled -> candidate(scaled, parent(scaled, done)))
        .stream()
        .toList();
  }

  private List<Candidate> grid(Evaluation base) {
    Set<Architecture> seen = new HashSet<>();
    return atTwice.get().values().stream()
        .filter(scaled -> seen.add(scaled.architecture()))
        .map(scaled -> candidate(scaled, base))
        .toList();
  }

  /** What the coefficients give at twice the base's MACs, of those with which that is anything. */
  private Map<Coefficients, ScaledNetwork> scaledGrid() {
    Budget budget = evaluator.budget();
    long twice = Math.multiplyExact(2, evaluator.cost(space.base()).macs());
    Budget window = budget.towards(Math.min(twice, budget.macs()));
    return grid.stream()
        .flatMap(coefficients -> rule.landed(coefficients, window).stream())
        .filter(scaled -> !scaled.architecture().equals(space.base()))
        .collect(toImmutableMap(ScaledNetwork::coefficients, scaled -> scaled));
  }

  /** What the search ends with: the first at the budget that did not fail, tried or not. */
  private Optional<ScaledNetwork> goal(List<Evaluation> done) {
    return atTheBudget(done)
        .filter(scaled -> trialOf(scaled, done).flatMap(Evaluation::failure).isEmpty())
        .findFirst();
  }

  /** What the rule gives at the budget; if nothing lands, what is filled in drawn order instead. */
  private Stream<ScaledNetwork> atTheBudget(List<Evaluation> done) {
    Budget window = evaluator.budget().towards(evaluator.budget().macs());
    List<Coefficients> ranked = ranked(done);
    boolean lands = ranked.stream().anyMatch(c -> rule.landed(c, window).isPresent());
    return ranked.stream()
        .flatMap(c -> (lands ? rule.landed(c, window) : rule.drawn(c, window)).stream());
  }

  /**
   * Sorts the coefficients by how they did in the grid, best first. Behind them are those that gave
   * nothing there, then those that failed there: they may still do at the budget.
   */
  private List<Coefficients> ranked(List<Evaluation> done) {
    if (grid.size() == 1) {
      return grid;
    }
    Map<Coefficients, ScaledNetwork> small = atTwice.get();
    Function<Coefficients, Optional<Evaluation>> trial =
        c -> Optional.ofNullable(small.get(c)).flatMap(scaled -> trialOf(scaled, done));
    Comparator<Coefficients> failedLast =
        Comparator.comparing(c -> trial.apply(c).flatMap(Evaluation::failure).isPresent());
    return grid.stream()
        .sorted(failedLast.thenComparing(trial, emptiesLast(Evaluation.BEST_FIRST)))
        .toList();
  }

  private static Optional<Evaluation> trialOf(ScaledNetwork scaled, List<Evaluation> done) {
    return done.stream()
        .filter(e -> e.candidate().architecture().equals(scaled.architecture()))
        .findFirst();
  }

  /** The best trial but the base's that it contains, or the base's. */
  private static Evaluation parent(ScaledNetwork scaled, List<Evaluation> done) {
    return done.stream()
        .skip(1)
        .filter(e -> e.score().isPresent())
        .filter(e -> scaled.architecture().contains(e.candidate().architecture()))
        .min(Evaluation.BEST_FIRST)
        .orElse(done.get(0));
  }

  private static Candidate candidate(ScaledNetwork scaled, Evaluation parent) {
    return Candidate.childOf(
        parent.number(),
        scaled.architecture(),
        "phi %.2f with %s".formatted(scaled.phi(), scaled.coefficients()));
  }

  @Override
  public String ending(History history) {
    List<Evaluation> done = history.evaluations().toList();
    if (done.get(0).failure().isPresent()) {
      return "The base could not be trained.";
    }
    Budget budget = evaluator.budget();
    return goal(done)
        .flatMap(scaled -> trialOf(scaled, done))
        .map(e -> "Trial %d is the base at the budget, by one rule.".formatted(e.number()))
        .orElseGet(
            () ->
                atTheBudget(done).findAny().isEmpty()
                    ? "Whatever the coefficients, nothing that the rule gives can be rounded and filled to %s to %s MACs."
                        .formatted(
                            formatExactly(budget.fewestMacs()), formatExactly(budget.mostMacs()))
                    : "Nothing that the rule gives at the budget could be trained.");
  }

  @Override
  public Set<Integer> parents(History history) {
    return history
        .evaluations()
        .filter(e -> e.score().isPresent())
        .map(Evaluation::number)
        .collect(Collectors.toUnmodifiableSet());
  }
}
