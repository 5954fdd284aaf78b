package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {

  @Provide
  Arbitrary<List<Evaluation>> evaluations() {
    return Evaluations.lists();
  }

  /** At least as good in both, and better in one. */
  private static boolean dominates(Evaluation a, Evaluation b) {
    double gain = a.score().orElseThrow() - b.score().orElseThrow();
    return gain >= 0 && a.macs() <= b.macs() && (gain > 0 || a.macs() < b.macs());
  }

  private static boolean equals(Evaluation a, Evaluation b) {
    return a.score().equals(b.score()) && a.macs() == b.macs();
  }

  @Property
  void nobodyOnTheFrontIsDominatedAndEverybodyElseIs(
      @ForAll("evaluations") List<Evaluation> evaluations) {
    List<Evaluation> front = ParetoFront.of(evaluations.stream());
    List<Evaluation> scored = evaluations.stream().filter(e -> e.score().isPresent()).toList();
    assertThat(scored).containsAll(front);
    for (Evaluation evaluation : scored) {
      if (front.contains(evaluation)) {
        assertThat(scored).noneMatch(other -> dominates(other, evaluation));
      } else {
        assertThat(front)
            .anyMatch(other -> dominates(other, evaluation) || equals(other, evaluation));
      }
    }
  }

  @Property
  void theFrontRisesFromTheCheapestToTheBest(@ForAll("evaluations") List<Evaluation> evaluations) {
    List<Evaluation> front = ParetoFront.of(evaluations.stream());
    assertThat(front)
        .extracting(Evaluation::macs)
        .isSortedAccordingTo(Comparator.naturalOrder())
        .doesNotHaveDuplicates();
    assertThat(front)
        .extracting(e -> e.score().orElseThrow())
        .isSortedAccordingTo(Comparator.naturalOrder())
        .doesNotHaveDuplicates();
  }

  @Property
  void theOrderOfTrialsDoesNotMatter(@ForAll("evaluations") List<Evaluation> evaluations) {
    Stream<Evaluation> backwards =
        evaluations.stream().sorted(Comparator.comparing(Evaluation::number).reversed());
    assertThat(ParetoFront.of(backwards)).isEqualTo(ParetoFront.of(evaluations.stream()));
  }

  @Test
  void ofEqualsTheOneWithTheLowerLossIsOnTheFront() {
    Evaluation first = Evaluations.scored(0, 50, 0.7, 10);
    Evaluation second = Evaluations.scored(1, 50, 0.6, 10);
    assertThat(ParetoFront.of(Stream.of(first, second))).containsExactly(second);
  }
}
