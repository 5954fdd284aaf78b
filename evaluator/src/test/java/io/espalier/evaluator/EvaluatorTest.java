package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Task;
import io.espalier.space.spec.Budget;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {

  private static Evaluator evaluator(long macs, OptionalLong parameters, OptionalDouble latency) {
    return new Evaluator(new Task(3, 2), new Budget(macs, 0.1, parameters, latency));
  }

  /** 12 x 12 x 54 + 2 x 12 x 12 x 36 + 6 x 6 x (72 + 144 + 8) + 8 MACs. */
  @Test
  void aNetworkIsCountedToTheInteger() {
    Evaluator evaluator = evaluator(60_000, OptionalLong.empty(), OptionalDouble.empty());
    assertThat(evaluator.cost(Evaluations.SMALL)).isEqualTo(new Evaluator.Cost(26_216, 396));
  }

  @ParameterizedTest
  @CsvSource({
    "110000, 500, ''",
    "1,      1,   ''",
    "110001, 500, '110,001 MACs are over the budget of 110,000.'",
    "110000, 501, '501 parameters are over the budget of 500.'",
    "110001, 501, '110,001 MACs are over the budget of 110,000.'"
  })
  void whatIsOverTheBudgetIsRefused(long macs, long parameters, String reason) {
    Evaluator evaluator = evaluator(100_000, OptionalLong.of(500), OptionalDouble.empty());
    assertThat(
            evaluator
                .refusal(new Evaluator.Cost(macs, parameters))
                .map(Outcome.Refused::reason)
                .orElse(""))
        .isEqualTo(reason);
  }

  @Test
  void withoutALimitAnyNumberOfParametersIsAllowed() {
    Evaluator evaluator = evaluator(100_000, OptionalLong.empty(), OptionalDouble.empty());
    assertThat(evaluator.refusal(new Evaluator.Cost(1, Long.MAX_VALUE))).isEmpty();
  }

  @Test
  void theScoreIsTopOneOfWhatIsFastEnough() {
    Evaluator evaluator = evaluator(60_000, OptionalLong.empty(), OptionalDouble.of(4));
    Candidate candidate = Candidate.fromScratch(Evaluations.SMALL, "the base");
    Measurement measurement = new Classification(8, 6, 7, 0.5);
    Outcome fast = new Outcome.Trained(measurement, "ab", new Timing(4, 1, 1));
    Outcome slow = new Outcome.Trained(measurement, "ab", new Timing(4.01, 1, 1));
    assertThat(evaluator.evaluate(3, candidate, fast).score()).hasValue(0.75);
    assertThat(evaluator.evaluate(3, candidate, slow).score()).isEmpty();
    assertThat(evaluator.evaluate(3, candidate, new Outcome.Failed("no")).score()).isEmpty();
    assertThat(evaluator.evaluate(3, candidate, fast))
        .isEqualTo(new Evaluation(3, candidate, 26_216, 396, fast, OptionalDouble.of(0.75)));
  }
}
