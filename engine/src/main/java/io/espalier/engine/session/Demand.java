package io.espalier.engine.session;

import io.espalier.evaluator.Plan;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;

/**
 * What a run may use at once.
 *
 * @param sideBySide most trials that are trained at once
 * @param memory bytes that one of them takes, about
 */
public record Demand(int sideBySide, long memory) {

  /** Estimates what a run may use. */
  static Demand of(SearchSpec spec, Plan plan, Task task) {
    Footprint footprint = Footprint.of(spec, plan, task);
    // In the end, base and winner are trained side by side.
    int sideBySide = plan.only().isPresent() ? 1 : Math.max(2, spec.space().axes().size());
    return new Demand(sideBySide, footprint.memory());
  }
}
