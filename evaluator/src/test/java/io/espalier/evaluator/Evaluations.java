package io.espalier.evaluator;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Evaluations to test with. */
final class Evaluations {

  static final Architecture SMALL =
      Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 2), Stage.of(1, 4)));

  private Evaluations() {}

  /** Returns one whose trial succeeded, with that many of 100 images right. */
  static Evaluation scored(int number, int correct, double loss, long macs) {
    Outcome outcome =
        new Outcome.Trained(
            new Classification(100, correct, 100, loss), "ab", new Timing(1.5, 2.25, 96));
    return new Evaluation(
        number,
        Candidate.fromScratch(SMALL, "drawn"),
        macs,
        10,
        outcome,
        OptionalDouble.of(correct / 100.0));
  }

  /** Returns one whose trial failed. */
  static Evaluation failed(int number, long macs) {
    return new Evaluation(
        number,
        Candidate.fromScratch(SMALL, "drawn"),
        macs,
        10,
        new Outcome.Failed("The training diverged."),
        OptionalDouble.empty());
  }

  /** Draws lists, numbered in order, from so few values that there are many ties. */
  static Arbitrary<List<Evaluation>> lists() {
    Arbitrary<Evaluation> drawn =
        Combinators.combine(
                Arbitraries.integers().between(-1, 5),
                Arbitraries.integers().between(1, 3),
                Arbitraries.longs().between(1, 6))
            .as(
                (correct, loss, macs) ->
                    correct < 0 ? failed(0, macs) : scored(0, correct, loss, macs));
    return drawn.list().ofMaxSize(12).map(Evaluations::numbered);
  }

  private static List<Evaluation> numbered(List<Evaluation> evaluations) {
    List<Evaluation> numbered = new ArrayList<>();
    for (Evaluation e : evaluations) {
      numbered.add(
          new Evaluation(
              numbered.size(), e.candidate(), e.macs(), e.parameters(), e.outcome(), e.score()));
    }
    return numbered;
  }
}
