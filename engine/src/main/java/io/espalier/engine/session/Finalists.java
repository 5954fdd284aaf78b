package io.espalier.engine.session;

import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.spec.Budget;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The candidates that a search is about in the end: its base, and its winner.
 *
 * @param budget what the winner may cost
 * @param epochs of a candidate that has none of its own
 * @param run folder of the run, to name it
 */
record Finalists(Budget budget, int epochs, Path run) {

  /**
   * Returns where the search started.
   *
   * @throws RunException if it failed
   */
  Evaluation base(Replay replay) {
    Evaluation base = replay.evaluations().findFirst().orElseThrow();
    if (base.trained().isEmpty()) {
      throw new RunException(
          "The search cannot start: the base failed. %s".formatted(base.failure().orElseThrow()));
    }
    return base;
  }

  /**
   * Returns the best within the budget.
   *
   * @throws RunException if nothing was found there
   */
  Evaluation winner(Replay replay) {
    return bestWithinBudget(replay)
        .orElseThrow(
            () ->
                new RunException(
                    "Nothing was found within %,d to %,d MACs. Let more dimensions grow, with smaller steps, or allow a larger tolerance. Compare the trials of the run %s."
                        .formatted(budget.fewestMacs(), budget.mostMacs(), run)));
  }

  /**
   * Returns the best within the budget so far, if there is any, of those that were trained longest:
   * only equals are compared.
   */
  Optional<Evaluation> bestWithinBudget(Replay replay) {
    return replay.tried().bestWithin(budget, epochs);
  }
}
