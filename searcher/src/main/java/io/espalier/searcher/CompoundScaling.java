package io.espalier.searcher;

import com.google.auto.service.AutoService;
import com.google.common.collect.Lists;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compound scaling (Tan and Le, EfficientNet, arXiv 1905.11946, section 3.3): one rule for all
 * stages.
 *
 * <p>First the coefficients are searched for in a grid, on the base at twice its MACs (phi = 1), or
 * at the budget if that is less; then the best of them are scaled to the budget. Of what the rule
 * gives, every dimension is rounded to the space; phi is the smallest that lands within tolerance,
 * and what rounding leaves of the MACs is filled with width (ours).
 */
public final class CompoundScaling implements Searcher {

  private static final int PARTS = 4;
  private static final double PHI_STEP = 0.01;
  private static final double MOST_PHI = 64;

  private final Space space;
  private final Evaluator evaluator;
  private final Affordable affordable;
  private final List<Coefficients> grid;

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
    this.affordable = new Affordable(space, evaluator);
    this.grid = grid;
  }

  private static List<Coefficients> coefficients(Options options, Space space) {
    Set<Dimension> growing = Coefficients.growing(space);
    if (growing.isEmpty()) {
      throw options.mistake(
          "strategy",
          "Compound scaling grows depth, width and the input's resolution, of which this space lets none grow. Let one grow, or choose another strategy.");
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
  public List<Candidate> propose(History history) {
    List<Evaluation> done = history.evaluations().toList();
    if (done.isEmpty()) {
      return List.of(Candidate.fromScratch(space.base(), "the base"));
    }
    if (done.get(0).failure().isPresent()) {
      return List.of();
    }
    Map<Architecture, Scaled> tried = grid.size() == 1 ? Map.of() : scaledGrid();
    if (done.size() == 1 && !tried.isEmpty()) {
      return tried.values().stream().map(scaled -> candidate(scaled, done.get(0))).toList();
    }
    return last(done, tried).stream().toList();
  }

  /** A network that the rule gives. */
  private record Scaled(Architecture architecture, Coefficients coefficients, double phi) {
    Optional<Scaled> filled(Landing landing) {
      return landing.filled(architecture).map(filled -> new Scaled(filled, coefficients, phi));
    }
  }

  private Map<Architecture, Scaled> scaledGrid() {
    Budget budget = evaluator.budget();
    long twice = Math.multiplyExact(2, evaluator.cost(space.base()).macs());
    Budget window = budget.towards(Math.min(twice, budget.macs()));
    Map<Architecture, Scaled> found = new LinkedHashMap<>();
    grid.stream()
        .flatMap(coefficients -> land(coefficients, window).stream())
        .filter(scaled -> !scaled.architecture().equals(space.base()))
        .forEach(scaled -> found.putIfAbsent(scaled.architecture(), scaled));
    return found;
  }

  /** Scales to the budget what did best in the grid; what fails gives way to the next. */
  private Optional<Candidate> last(List<Evaluation> done, Map<Architecture, Scaled> tried) {
    List<Evaluation> bestFirst =
        done.stream()
            .filter(e -> tried.containsKey(e.candidate().architecture()) && e.score().isPresent())
            .sorted(Evaluation.BEST_FIRST)
            .toList();
    Map<Architecture, Evaluation> outcomes =
        done.stream().collect(Collectors.toMap(e -> e.candidate().architecture(), e -> e));
    List<Coefficients> ranked =
        tried.isEmpty()
            ? grid
            : bestFirst.stream()
                .map(e -> tried.get(e.candidate().architecture()).coefficients())
                .toList();
    for (Coefficients coefficients : ranked) {
      Optional<Scaled> scaled =
          land(coefficients, evaluator.budget().towards(evaluator.budget().macs()));
      if (scaled.isPresent()) {
        Evaluation outcome = outcomes.get(scaled.get().architecture());
        if (outcome == null) {
          return Optional.of(candidate(scaled.get(), parent(scaled.get(), bestFirst, done)));
        }
        if (outcome.score().isPresent()) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** The best of the grid that it contains, or the base. */
  private static Evaluation parent(
      Scaled scaled, List<Evaluation> bestFirst, List<Evaluation> done) {
    return bestFirst.stream()
        .filter(e -> scaled.architecture().contains(e.candidate().architecture()))
        .findFirst()
        .orElse(done.get(0));
  }

  /** Finds the smallest phi that lands in a window; or fills up the largest that can be filled. */
  private Optional<Scaled> land(Coefficients coefficients, Budget window) {
    Landing landing = new Landing(space, affordable, window, space.axes());
    List<Scaled> fitting = fitting(coefficients, landing);
    return fitting.stream()
        .filter(scaled -> landing.lands(scaled.architecture()))
        .findFirst()
        .or(
            () ->
                Lists.reverse(fitting).stream()
                    .flatMap(below -> below.filled(landing).stream())
                    .findFirst());
  }

  /** Returns the networks that the rule gives up to a window, each once, smallest first. */
  private List<Scaled> fitting(Coefficients coefficients, Landing landing) {
    Architecture end = coefficients.scaled(space, MOST_PHI);
    List<Scaled> fitting = new ArrayList<>();
    fitting.add(new Scaled(space.base(), coefficients, 0));
    Architecture last = space.base();
    for (int i = 1; !last.equals(end); i++) {
      double phi = i * PHI_STEP;
      Architecture next = coefficients.scaled(space, phi);
      if (!next.equals(last) && affordable.cost(next).isPresent()) {
        if (!landing.fits(next)) {
          break;
        }
        fitting.add(new Scaled(next, coefficients, phi));
      }
      last = next;
    }
    return fitting;
  }

  private static Candidate candidate(Scaled scaled, Evaluation parent) {
    return Candidate.childOf(
        parent.number(),
        scaled.architecture(),
        "phi %.2f with %s".formatted(scaled.phi(), scaled.coefficients()));
  }

  @Override
  public String ending(History history) {
    return history
        .evaluations()
        .reduce((a, b) -> b)
        .filter(e -> e.score().isPresent())
        .map(e -> "Trial %d is the base at the budget, by one rule.".formatted(e.number()))
        .orElse("Nothing that the rule gives could be trained.");
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
