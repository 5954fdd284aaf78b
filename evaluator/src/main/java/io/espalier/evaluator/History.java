package io.espalier.evaluator;

import io.espalier.space.spec.Budget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Everything that was tried so far, in rounds: the candidates of a round were proposed together,
 * and the next round is proposed when all of them have an outcome.
 *
 * @param rounds evaluations by round, each in the order of proposal
 */
public record History(List<List<Evaluation>> rounds) {

  /** Nothing was tried yet. */
  public static final History EMPTY = new History(List.of());

  /** Copies the lists. */
  public History {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  /** Returns this history with one more round. */
  public History with(List<Evaluation> round) {
    return new History(Stream.concat(rounds.stream(), Stream.of(round)).toList());
  }

  /** Returns all evaluations in the order of proposal. */
  public Stream<Evaluation> evaluations() {
    return rounds.stream().flatMap(List::stream);
  }

  /**
   * Returns the trial whose training another goes on with: its parent, of the same architecture.
   */
  public Optional<Evaluation> before(Evaluation evaluation) {
    return evaluations()
        .filter(e -> evaluation.candidate().parent().equals(OptionalInt.of(e.number())))
        .filter(e -> e.number() < evaluation.number())
        .filter(e -> e.candidate().architecture().equals(evaluation.candidate().architecture()))
        .findFirst();
  }

  /**
   * Returns the epochs of a trial, with those of the trials that it goes on with.
   *
   * @param full epochs of a trial that has none of its own
   */
  public int trainedEpochs(Evaluation evaluation, int full) {
    return evaluation.candidate().epochs().orElse(full)
        + before(evaluation).map(e -> trainedEpochs(e, full)).orElse(0);
  }

  /** Returns the best evaluation of a round that has a score. */
  public static Optional<Evaluation> best(List<Evaluation> round) {
    return round.stream().filter(e -> e.score().isPresent()).min(Evaluation.BEST_FIRST);
  }

  /**
   * Returns the best within a budget, if there is any, of those that were trained longest: only
   * equals are compared.
   *
   * @param full epochs of a trial that has none of its own
   */
  public Optional<Evaluation> bestWithin(Budget budget, int full) {
    Comparator<Evaluation> longestFirst = Comparator.comparingInt(e -> -trainedEpochs(e, full));
    return evaluations()
        .filter(e -> e.score().isPresent() && budget.admitsMacs(e.macs()))
        .min(longestFirst.thenComparing(Evaluation.BEST_FIRST));
  }
}
