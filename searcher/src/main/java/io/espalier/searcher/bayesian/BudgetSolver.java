package io.espalier.searcher.bayesian;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.searcher.Affordable;
import java.util.Optional;
import java.util.Set;
import org.optaplanner.core.api.score.ScoreExplanation;
import org.optaplanner.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import org.optaplanner.core.api.solver.SolutionManager;
import org.optaplanner.core.api.solver.SolverFactory;
import org.optaplanner.core.config.heuristic.selector.move.composite.CartesianProductMoveSelectorConfig;
import org.optaplanner.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import org.optaplanner.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import org.optaplanner.core.config.localsearch.LocalSearchPhaseConfig;
import org.optaplanner.core.config.localsearch.decider.acceptor.LocalSearchAcceptorConfig;
import org.optaplanner.core.config.localsearch.decider.forager.LocalSearchForagerConfig;
import org.optaplanner.core.config.score.director.ScoreDirectorFactoryConfig;
import org.optaplanner.core.config.solver.EnvironmentMode;
import org.optaplanner.core.config.solver.SolverConfig;
import org.optaplanner.core.config.solver.termination.TerminationConfig;

/**
 * Finds the point of greatest merit within a budget by OptaPlanner's local search.
 *
 * <p>One axis moves, or two at once: what one gives up in MACs the other can use. Late acceptance
 * (Burke and Bykov, 2017) lets the search pass through points that are over the budget. It ends
 * after a number of looks, never by the clock, so that equal searches find equal points.
 */
public final class BudgetSolver {

  private static final int LATE = 60;

  private final Affordable affordable;
  private final SolverFactory<SolverPoint> factory;

  /**
   * What was found.
   *
   * @param point within the budget, and not barred
   * @param why what each constraint gave to its score
   */
  public record Solution(
      ImmutableIntArray point, ScoreExplanation<SolverPoint, HardSoftLongScore> why) {}

  /**
   * Makes a solver.
   *
   * @param looks points that a search looks at before it ends
   */
  public BudgetSolver(Affordable affordable, long looks) {
    this.affordable = affordable;
    this.factory = SolverFactory.create(config(looks));
  }

  private static SolverConfig config(long looks) {
    return new SolverConfig()
        .withSolutionClass(SolverPoint.class)
        .withEntityClasses(AxisPosition.class)
        .withEnvironmentMode(EnvironmentMode.REPRODUCIBLE)
        .withScoreDirectorFactory(
            new ScoreDirectorFactoryConfig()
                .withIncrementalScoreCalculatorClass(SolverPointScore.class))
        .withPhases(
            new LocalSearchPhaseConfig()
                .withMoveSelectorConfig(
                    new UnionMoveSelectorConfig()
                        .withMoveSelectors(
                            new ChangeMoveSelectorConfig(),
                            new CartesianProductMoveSelectorConfig()
                                .withMoveSelectors(
                                    new ChangeMoveSelectorConfig(),
                                    new ChangeMoveSelectorConfig())))
                .withAcceptorConfig(new LocalSearchAcceptorConfig().withLateAcceptanceSize(LATE))
                .withForagerConfig(new LocalSearchForagerConfig().withAcceptedCountLimit(1))
                .withTerminationConfig(
                    new TerminationConfig().withScoreCalculationCountLimit(looks)));
  }

  /**
   * Searches from a point.
   *
   * @param start any point of the space
   * @param barred points that must not be returned
   * @return empty if the search found none that the budget admits
   */
  public Optional<Solution> solve(Merit merit, int[] start, Set<ImmutableIntArray> barred) {
    Judge judge = new Judge(affordable, merit, barred);
    SolverPoint best = factory.buildSolver().solve(new SolverPoint(judge, start));
    return best.score().isFeasible()
        ? Optional.of(new Solution(ImmutableIntArray.copyOf(best.point()), explain(best)))
        : Optional.empty();
  }

  private ScoreExplanation<SolverPoint, HardSoftLongScore> explain(SolverPoint proposal) {
    return SolutionManager.<SolverPoint, HardSoftLongScore>create(factory).explain(proposal);
  }
}
