package io.espalier.evaluator;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A candidate with what came of it.
 *
 * @param number number of the trial
 * @param candidate what was proposed
 * @param macs exact multiply-accumulates of one image
 * @param parameters exact number of learned values
 * @param outcome how the trial ended
 * @param score what the searcher maximises: top-1 as a share; empty where the trial did not succeed
 *     or the network is slower than the budget allows
 */
public record Evaluation(
    int number,
    Candidate candidate,
    long macs,
    long parameters,
    Outcome outcome,
    OptionalDouble score) {

  /**
   * Best first: the higher score, then the lower loss, then the fewer MACs, then the earlier trial.
   * Evaluations without a score come last.
   */
  public static final Comparator<Evaluation> BEST_FIRST =
      Comparator.comparingDouble((Evaluation e) -> -e.score().orElse(Double.NEGATIVE_INFINITY))
          .thenComparingDouble(
              e -> e.measurement().map(Measurement::loss).orElse(Double.POSITIVE_INFINITY))
          .thenComparingLong(Evaluation::macs)
          .thenComparingInt(Evaluation::number);

  /** Returns what the trained network does on held-out images, if the trial succeeded. */
  public Optional<Measurement> measurement() {
    return trained().map(Outcome.Trained::measurement);
  }

  /** Returns the share of images that the network gets right, measured or looked up. */
  public OptionalDouble topOne() {
    return outcome instanceof Outcome.LookedUp lookedUp
        ? OptionalDouble.of(lookedUp.topOne())
        : measurement().stream().mapToDouble(Measurement::topOne).findFirst();
  }

  /** Returns why there is nothing to measure, if the trial did not succeed. */
  public Optional<String> failure() {
    if (outcome instanceof Outcome.Failed failed) {
      return Optional.of(failed.reason());
    }
    return outcome instanceof Outcome.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /** Returns the outcome of a trial that succeeded. */
  public Optional<Outcome.Trained> trained() {
    return outcome instanceof Outcome.Trained trained ? Optional.of(trained) : Optional.empty();
  }
}
