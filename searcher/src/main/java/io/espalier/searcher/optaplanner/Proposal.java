package io.espalier.searcher.optaplanner;

import java.util.List;
import java.util.stream.IntStream;
import org.optaplanner.core.api.domain.solution.PlanningEntityCollectionProperty;
import org.optaplanner.core.api.domain.solution.PlanningScore;
import org.optaplanner.core.api.domain.solution.PlanningSolution;
import org.optaplanner.core.api.domain.solution.ProblemFactProperty;
import org.optaplanner.core.api.score.buildin.hardsoftlong.HardSoftLongScore;

/** A point of the space, as the solver sees it: one position per axis, and what judges them. */
@PlanningSolution
public final class Proposal {

  @ProblemFactProperty private Judge judge;
  @PlanningEntityCollectionProperty private List<Position> positions;
  @PlanningScore private HardSoftLongScore score;

  /** For the solver, which fills in the fields of its copies. */
  public Proposal() {}

  Proposal(Judge judge, int[] point) {
    this.judge = judge;
    this.positions =
        IntStream.range(0, point.length)
            .mapToObj(axis -> new Position(axis, judge.values(axis), point[axis]))
            .toList();
  }

  Judge judge() {
    return judge;
  }

  HardSoftLongScore score() {
    return score;
  }

  int[] point() {
    return positions.stream().mapToInt(Position::getValue).toArray();
  }
}
