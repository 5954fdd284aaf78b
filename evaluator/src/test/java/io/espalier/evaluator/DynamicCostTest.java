package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.spec.Budget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What networks cost that choose a resolution for every image. */
class DynamicCostTest {

  private static final Architecture NETWORK =
      Architecture.of("resnet-cifar", 32, List.of(Stage.of(1, 16), Stage.of(1, 32)));
  private static final Task TASK = new Task(3, 10);

  private static DynamicResolution settings(When when) {
    return DynamicResolution.of(when, List.of(1.0, 0.5), 0.6);
  }

  private static DynamicPlan plan() {
    return DynamicPlan.of(NETWORK, TASK, settings(When.SEARCH));
  }

  private static Evaluator evaluator(When when, long macs) {
    Budget budget = new Budget(macs, 0.01, OptionalLong.empty(), OptionalDouble.empty());
    return new Evaluator(TASK, budget, Optional.of(settings(when)));
  }

  private static Outcome choosing(long full, long half) {
    return new Outcome.Trained(
        new Classification(10, 6, 10, 0.5).withChoices(new Choices(List.of(full, half))),
        "ab",
        new Timing(1, 1, 1));
  }

  @Test
  void candidatesThatChooseArePlannedByTheTargetAndThePredictor() {
    assertThat(evaluator(When.SEARCH, 1).cost(NETWORK).macs())
        .isEqualTo(Math.round(0.6 * plan().macs()[0]) + plan().predictorMacs());
    assertThat(evaluator(When.FINAL, 1).cost(NETWORK).macs()).isEqualTo(plan().macs()[0]);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void whatAnImageIsExpectedToCostIsMeasured(When when) {
    Evaluation evaluation =
        evaluator(when, plan().macs()[0])
            .evaluate(0, Candidate.fromScratch(NETWORK, "the base"), choosing(3, 7));
    long expected =
        Math.round(0.3 * plan().macs()[0] + 0.7 * plan().macs()[1]) + plan().predictorMacs();
    assertThat(evaluation.expectedMacs()).hasValue(expected);
    assertThat(evaluation.spentMacs()).isEqualTo(expected);
    assertThat(evaluation.score()).hasValue(0.6);
  }

  @Test
  void whoSpendsMoreThanTheBudgetHasNoScore() {
    Evaluator evaluator = evaluator(When.SEARCH, plan().plannedMacs(settings(When.SEARCH)));
    Candidate candidate = Candidate.fromScratch(NETWORK, "the base");
    assertThat(evaluator.refusal(evaluator.cost(NETWORK))).isEmpty();
    assertThat(evaluator.evaluate(0, candidate, choosing(2, 8)).score()).isPresent();
    assertThat(evaluator.evaluate(0, candidate, choosing(9, 1)).score()).isEmpty();
  }
}
