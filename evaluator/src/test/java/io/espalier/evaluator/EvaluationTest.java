package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {

  @Provide
  Arbitrary<List<Evaluation>> evaluations() {
    return Evaluations.lists();
  }

  @Property
  void bestFirstIsATotalOrder(@ForAll("evaluations") List<Evaluation> evaluations) {
    for (Evaluation a : evaluations) {
      for (Evaluation b : evaluations) {
        int order = Evaluation.BEST_FIRST.compare(a, b);
        assertThat(order == 0).isEqualTo(a.number() == b.number());
        assertThat(Integer.signum(Evaluation.BEST_FIRST.compare(b, a)))
            .isEqualTo(-Integer.signum(order));
        for (Evaluation c : evaluations) {
          if (order < 0 && Evaluation.BEST_FIRST.compare(b, c) < 0) {
            assertThat(Evaluation.BEST_FIRST.compare(a, c)).isNegative();
          }
        }
      }
    }
  }

  @Test
  void theBetterTheLowerInLossTheCheaperTheEarlierComesFirst() {
    List<Evaluation> best =
        List.of(
            Evaluations.scored(9, 60, 0.9, 90),
            Evaluations.scored(8, 50, 0.5, 80),
            Evaluations.scored(7, 50, 0.6, 10),
            Evaluations.scored(5, 50, 0.6, 20),
            Evaluations.scored(6, 50, 0.6, 20),
            Evaluations.failed(1, 1),
            Evaluations.failed(0, 2));
    assertThat(Stream.of(4, 6, 0, 2, 5, 1, 3).map(best::get).sorted(Evaluation.BEST_FIRST))
        .containsExactlyElementsOf(best);
  }

  @Test
  void anOutcomeIsAMeasurementOrAReason() {
    Evaluation scored = Evaluations.scored(0, 50, 0.5, 10);
    assertThat(scored.failure()).isEmpty();
    assertThat(scored.measurement()).map(Measurement::score).hasValue(0.5);
    Evaluation failed = Evaluations.failed(0, 10);
    assertThat(failed.failure()).hasValue("The training diverged.");
    assertThat(failed.measurement()).isEmpty();
    assertThat(failed.trained()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "10, -1, 5", "10, 6, 5", "10, 5, 11"})
  void countsThatContradictEachOtherAreRefused(int images, int topOne, int topFive) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Classification(images, topOne, topFive, 1));
  }

  @Test
  void thereIsNoParentBeforeTheFirstTrial() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Candidate.childOf(-1, Evaluations.SMALL, "wider"))
        .withMessage("There is no trial -1 to inherit from.");
  }
}
