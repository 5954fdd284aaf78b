package io.espalier.evaluator;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.Quantities;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Says what a candidate costs, whether the budget allows it, and what its outcome is worth.
 *
 * @param task what the networks are asked to do
 * @param budget what they may cost
 * @param dynamic how they choose a resolution for every image, if they do
 */
public record Evaluator(Task task, Budget budget, Optional<DynamicResolution> dynamic) {

  /** Creates the evaluator of networks that see all images in one resolution. */
  public Evaluator(Task task, Budget budget) {
    this(task, budget, Optional.empty());
  }

  /**
   * What a network costs.
   *
   * @param macs multiply-accumulates of one image; where candidates choose resolutions, those of
   *     the target and the predictor
   * @param parameters learned values
   */
  public record Cost(long macs, long parameters) {}

  /** Counts a network, without building it. */
  public Cost cost(Architecture architecture) {
    Optional<DynamicResolution> choosing = dynamic.filter(d -> d.when() == When.SEARCH);
    if (choosing.isPresent()) {
      DynamicPlan plan = DynamicPlan.of(architecture, task, choosing.get());
      return new Cost(plan.plannedMacs(choosing.get()), plan.parameters());
    }
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
    return evaluate(number, candidate, cost(candidate.architecture()), outcome);
  }

  /**
   * Returns a candidate with its outcome and what that is worth.
   *
   * @param cost what the network costs, where it is more than its architecture tells
   */
  public Evaluation evaluate(int number, Candidate candidate, Cost cost, Outcome outcome) {
    OptionalLong expected = expectedMacs(candidate.architecture(), outcome);
    return new Evaluation(
        number,
        candidate,
        cost.macs(),
        cost.parameters(),
        outcome,
        score(outcome, expected.orElse(cost.macs())),
        expected);
  }

  /**
   * The sum of p_r MACs(r), plus MACs(predictor), with the shares of a network that chose (arXiv
   * 2106.02898, section 3.4).
   */
  private OptionalLong expectedMacs(Architecture architecture, Outcome outcome) {
    return outcome instanceof Outcome.Trained trained
        ? trained.measurement().choices().stream()
            .mapToLong(
                choices ->
                    Math.round(
                        DynamicPlan.of(architecture, task, dynamic.orElseThrow())
                            .expectedMacs(choices.shares())))
            .findFirst()
        : OptionalLong.empty();
  }

  /** The score of a network that is fast enough, as far as that is known, and cheap enough. */
  private OptionalDouble score(Outcome outcome, long macs) {
    if (outcome instanceof Outcome.LookedUp lookedUp) {
      return OptionalDouble.of(lookedUp.topOne());
    }
    if (outcome instanceof Outcome.Trained trained
        && (dynamic.isEmpty() || macs <= budget.mostMacs())
        && trained.timing().latencyMillis()
            <= budget.latencyMillis().orElse(Double.POSITIVE_INFINITY)) {
      return OptionalDouble.of(trained.measurement().score());
    }
    return OptionalDouble.empty();
  }
}
