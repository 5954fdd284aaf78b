package io.espalier.searcher.bayesian;

import java.util.List;
import java.util.stream.IntStream;
import org.optaplanner.core.api.domain.solution.PlanningEntityCollectionProperty;
import org.optaplanner.core.api.domain.solution.PlanningScore;
import org.optaplanner.core.api.domain.solution.PlanningSolution;
import org.optaplanner.core.api.domain.solution.ProblemFactProperty;
import org.optaplanner.core.api.score.buildin.hardsoftlong.HardSoftLongScore;

/** A point of the space, as the solver sees it: one position per axis, and what judges them. */
@PlanningSolution
public final class SolverPoint {

  @ProblemFactProperty private Judge judge;
  @PlanningEntityCollectionProperty private List<AxisPosition> positions;
  @PlanningScore private HardSoftLongScore score;

  /** For the solver, which sets the fields of its copies. */
  public SolverPoint() {}

  SolverPoint(Judge judge, int[] point) {
    this.judge = judge;
    this.positions =
        IntStream.range(0, point.length)
            .mapToObj(axis -> new AxisPosition(axis, judge.values(axis), point[axis]))
            .toList();
  }

  Judge judge() {
    return judge;
  }

  HardSoftLongScore score() {
    return score;
  }

  int[] point() {
    return positions.stream().mapToInt(AxisPosition::getValue).toArray();
  }
}
