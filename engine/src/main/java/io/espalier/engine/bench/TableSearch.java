package io.espalier.engine.bench;

import com.google.common.primitives.ImmutableDoubleArray;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.searcher.Searcher;
import io.espalier.trainer.table.AccuracyTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches as a run does, but in memory: a round is proposed, all of its candidates are evaluated
 * in order, and the next round is proposed.
 *
 * @param evaluator counts, refuses and scores
 * @param table has the accuracies
 * @param trials after which the search ends, also in the middle of a round
 */
record TableSearch(Evaluator evaluator, AccuracyTable table, int trials) {

  /**
   * Searches to the end.
   *
   * @return after each trial the best score so far of a network within the budget; minus infinity
   *     before there is one. It is shorter than the limit where the searcher had nothing more to
   *     propose.
   */
  ImmutableDoubleArray run(Searcher searcher) {
    ImmutableDoubleArray.Builder bests = ImmutableDoubleArray.builder(trials);
    History history = History.EMPTY;
    double best = Double.NEGATIVE_INFINITY;
    int number = 0;
    while (number < trials) {
      List<Candidate> candidates = searcher.propose(history);
      if (candidates.isEmpty()) {
        break;
      }
      List<Evaluation> round = new ArrayList<>();
      for (Candidate candidate : candidates) {
        if (number < trials) {
          Evaluation evaluation = evaluate(number++, candidate);
          round.add(evaluation);
          best = Math.max(best, score(evaluation));
          bests.add(best);
        }
      }
      history = history.with(round);
    }
    return bests.build();
  }

  private Evaluation evaluate(int number, Candidate candidate) {
    Outcome outcome =
        evaluator
            .refusal(evaluator.cost(candidate.architecture()))
            .<Outcome>map(refused -> refused)
            .orElseGet(() -> table.outcome(candidate.architecture()));
    return evaluator.evaluate(number, candidate, outcome);
  }

  private double score(Evaluation evaluation) {
    return evaluator.budget().admitsMacs(evaluation.macs())
        ? evaluation.score().orElse(Double.NEGATIVE_INFINITY)
        : Double.NEGATIVE_INFINITY;
  }
}
