package io.espalier.evaluator;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A candidate with what came of it.
 *
 * @param number number of the trial
 * @param candidate what was proposed
 * @param macs exact multiply-accumulates of one image, or what was planned for an image, where
 *     networks choose resolutions
 * @param parameters exact number of learned values
 * @param outcome how the trial ended
 * @param score what the searcher maximises, the score of the task; empty where the trial did not
 *     succeed or the network costs more than the budget allows
 * @param expectedMacs multiply-accumulates that an image is expected to cost, measured, where the
 *     network chooses resolutions
 */
public record Evaluation(
    int number,
    Candidate candidate,
    long macs,
    long parameters,
    Outcome outcome,
    OptionalDouble score,
    OptionalLong expectedMacs) {

  /** Creates the evaluation of a network that sees all images in one resolution. */
  public Evaluation(
      int number,
      Candidate candidate,
      long macs,
      long parameters,
      Outcome outcome,
      OptionalDouble score) {
    this(number, candidate, macs, parameters, outcome, score, OptionalLong.empty());
  }

  /**
   * Best first: the higher score, then the lower loss, then the fewer MACs, then the earlier trial.
   * Evaluations without a score come last.
   */
  public static final Comparator<Evaluation> BEST_FIRST =
      Comparator.comparingDouble((Evaluation e) -> -e.score().orElse(Double.NEGATIVE_INFINITY))
          .thenComparingDouble(
              e -> e.measurement().map(Measurement::loss).orElse(Double.POSITIVE_INFINITY))
          .thenComparingLong(Evaluation::spentMacs)
          .thenComparingInt(Evaluation::number);

  /** Returns what an image costs: as it was measured, where that depends on the image. */
  public long spentMacs() {
    return expectedMacs.orElse(macs);
  }

  /** Returns what the trained network does on held-out images, if the trial succeeded. */
  public Optional<Measurement> measurement() {
    return trained().map(Outcome.Trained::measurement);
  }

  /**
   * Returns the value of the task's measure that networks are compared by, measured or looked up.
   */
  public OptionalDouble quality() {
    return outcome instanceof Outcome.LookedUp lookedUp
        ? OptionalDouble.of(lookedUp.topOne())
        : measurement().stream().mapToDouble(Measurement::score).findFirst();
  }

  /** Returns what was found on the way to the outcome, if it has steps. */
  public Notes notes() {
    return trained().flatMap(Outcome.Trained::notes).orElse(Notes.NONE);
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
