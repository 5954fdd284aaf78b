package io.espalier.searcher.bayesian;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.optaplanner.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import org.optaplanner.core.api.score.calculator.ConstraintMatchAwareIncrementalScoreCalculator;
import org.optaplanner.core.api.score.constraint.ConstraintMatchTotal;
import org.optaplanner.core.api.score.constraint.Indictment;
import org.optaplanner.core.impl.score.constraint.DefaultConstraintMatchTotal;

/**
 * The score of a proposal, and how much of it each constraint gives.
 *
 * <p>Incremental as far as the point goes: the solver tells which axis moved. MACs and merit are
 * those of the whole network; points seen before are not judged again.
 */
public final class SolverPointScore
    implements ConstraintMatchAwareIncrementalScoreCalculator<SolverPoint, HardSoftLongScore> {

  private static final String ESPALIER = "espalier";

  private Judge judge;
  private int[] point;

  /** For the solver, which makes one for each run. */
  public SolverPointScore() {}

  @Override
  public void resetWorkingSolution(SolverPoint proposal, boolean constraintMatchEnabled) {
    resetWorkingSolution(proposal);
  }

  @Override
  public void resetWorkingSolution(SolverPoint proposal) {
    judge = proposal.judge();
    point = proposal.point();
  }

  @Override
  public void afterVariableChanged(Object entity, String variable) {
    AxisPosition position = (AxisPosition) entity;
    point[position.axis()] = position.getValue();
  }

  @Override
  public HardSoftLongScore calculateScore() {
    return judge.verdict(point).score();
  }

  @Override
  public Collection<ConstraintMatchTotal<HardSoftLongScore>> getConstraintMatchTotals() {
    Verdict verdict = judge.verdict(point);
    return List.of(
        hard("can be built", verdict.unbuildable()),
        hard("MACs within the budget", verdict.macs()),
        hard("parameters within the budget", verdict.parameters()),
        hard("latency within the budget", verdict.latency()),
        hard("not tried before", verdict.barred()),
        total("merit", HardSoftLongScore.ofSoft(verdict.merit())));
  }

  private static ConstraintMatchTotal<HardSoftLongScore> hard(String constraint, long broken) {
    return total(constraint, HardSoftLongScore.ofHard(-broken));
  }

  private static ConstraintMatchTotal<HardSoftLongScore> total(
      String constraint, HardSoftLongScore score) {
    DefaultConstraintMatchTotal<HardSoftLongScore> total =
        new DefaultConstraintMatchTotal<>(ESPALIER, constraint);
    total.addConstraintMatch(List.of(), score);
    return total;
  }

  @Override
  public Map<Object, Indictment<HardSoftLongScore>> getIndictmentMap() {
    return Map.of();
  }

  @Override
  public void beforeVariableChanged(Object entity, String variable) {}

  @Override
  public void beforeEntityAdded(Object entity) {}

  @Override
  public void afterEntityAdded(Object entity) {}

  @Override
  public void beforeEntityRemoved(Object entity) {}

  @Override
  public void afterEntityRemoved(Object entity) {}
}
