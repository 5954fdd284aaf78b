package io.espalier.evaluator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The evaluations that no other beats in score without costing more MACs. */
public final class ParetoFront {

  private ParetoFront() {}

  /** Returns the front, fewest MACs first; evaluations without a score are left out. */
  public static List<Evaluation> of(Stream<Evaluation> evaluations) {
    List<Evaluation> cheapestFirst =
        evaluations
            .filter(e -> e.score().isPresent())
            .sorted(
                Comparator.comparingLong(Evaluation::spentMacs)
                    .thenComparing(Evaluation.BEST_FIRST))
            .toList();
    List<Evaluation> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (Evaluation evaluation : cheapestFirst) {
      double score = evaluation.score().getAsDouble();
      if (score > best) {
        front.add(evaluation);
        best = score;
      }
    }
    return front;
  }
}
