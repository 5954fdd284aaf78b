package io.espalier.searcher.bayesian;

import org.optaplanner.core.api.domain.entity.PlanningEntity;
import org.optaplanner.core.api.domain.lookup.PlanningId;
import org.optaplanner.core.api.domain.valuerange.CountableValueRange;
import org.optaplanner.core.api.domain.valuerange.ValueRangeFactory;
import org.optaplanner.core.api.domain.valuerange.ValueRangeProvider;
import org.optaplanner.core.api.domain.variable.PlanningVariable;

/**
 * Where a proposal stands on one axis of the space: the planning variable of the solver.
 *
 * <p>The solver copies and changes these by reflection, so that this class is mutable and public;
 * nothing outside this package keeps one.
 */
@PlanningEntity
public final class AxisPosition {

  @PlanningId private int axis;
  private int values;
  private Integer value;

  /** For the solver, which sets the fields of its copies. */
  public AxisPosition() {}

  AxisPosition(int axis, int values, int value) {
    this.axis = axis;
    this.values = values;
    this.value = value;
  }

  int axis() {
    return axis;
  }

  /** Returns which of the axis's values it is, counted from 0. */
  @PlanningVariable
  public Integer getValue() {
    return value;
  }

  /** Moves along the axis. */
  public void setValue(Integer value) {
    this.value = value;
  }

  /** Returns what the variable may be. */
  @ValueRangeProvider
  public CountableValueRange<Integer> getValues() {
    return ValueRangeFactory.createIntValueRange(0, values);
  }
}
