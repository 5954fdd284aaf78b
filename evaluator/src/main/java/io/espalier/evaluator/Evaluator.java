package io.espalier.evaluator;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.Quantities;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says what a candidate costs, whether the budget allows it, and what its outcome is worth.
 *
 * @param task what the networks are asked to do
 * @param budget what they may cost
 */
public record Evaluator(Task task, Budget budget) {

  /**
   * What a network costs.
   *
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   */
  public record Cost(long macs, long parameters) {}

  /** Counts a network, without building it. */
  public Cost cost(Architecture architecture) {
    Blueprint blueprint = Families.draw(architecture, task);
    return new Cost(MacLedger.macs(blueprint), blueprint.parameters());
  }

  /** Returns why a network must not be trained, if the budget forbids it. */
  public Optional<Outcome.Refused> refusal(Cost cost) {
    if (cost.macs() > budget.mostMacs()) {
      return Optional.of(
          new Outcome.Refused(
              "%s MACs are over the budget of %s."
                  .formatted(
                      Quantities.formatExactly(cost.macs()),
                      Quantities.formatExactly(budget.mostMacs()))));
    }
    if (!budget.admitsParameters(cost.parameters())) {
      return Optional.of(
          new Outcome.Refused(
              "%s parameters are over the budget of %s."
                  .formatted(
                      Quantities.formatExactly(cost.parameters()),
                      Quantities.formatExactly(budget.parameters().orElseThrow()))));
    }
    return Optional.empty();
  }

  /** Returns a candidate with its cost, its outcome and what that is worth. */
  public Evaluation evaluate(int number, Candidate candidate, Outcome outcome) {
    Cost cost = cost(candidate.architecture());
    return new Evaluation(
        number, candidate, cost.macs(), cost.parameters(), outcome, score(outcome));
  }

  /** Top-1 of a network that is fast enough, as far as that is known. */
  private OptionalDouble score(Outcome outcome) {
    if (outcome instanceof Outcome.LookedUp lookedUp) {
      return OptionalDouble.of(lookedUp.topOne());
    }
    if (outcome instanceof Outcome.Trained trained
        && trained.timing().latencyMillis()
            <= budget.latencyMillis().orElse(Double.POSITIVE_INFINITY)) {
      return OptionalDouble.of(trained.measurement().topOne());
    }
    return OptionalDouble.empty();
  }
}
