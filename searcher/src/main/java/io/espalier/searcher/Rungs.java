package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.space.spec.SearchSpec;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Successive halving (Jamieson and Talwalkar, arXiv 1502.07943, figure 3) of candidates that are
 * proposed together: all are trained for few epochs, and the better half goes on for as many again,
 * and so on.
 *
 * <p>After rung r of R a candidate has had E / 2^(R - r) epochs, rounded down, but at least one per
 * rung; so whoever comes to the last has had all E. Every rung is a trial of its own that inherits
 * the weights of the one before, and its learning rate runs over its own epochs: a warm restart
 * (Loshchilov and Hutter, arXiv 1608.03983).
 *
 * @param count rungs; with one, nothing is halved
 * @param epochs of a candidate that comes to the last rung, in all
 */
record Rungs(int count, int epochs) {

  /** Nothing is halved. */
  static final Rungs ONE = new Rungs(1, 1);

  /**
   * @throws IllegalArgumentException if there is no rung, or if there are fewer epochs than rungs
   */
  Rungs {
    checkArgument(count > 0, "There must be at least 1 rung, not %s.", count);
    checkArgument(count <= epochs, "%s rungs need an epoch each, not %s in all.", count, epochs);
  }

  /** Reads the option {@code rungs}. */
  static Rungs of(Options options, SearchSpec spec) {
    int count = options.positive("rungs", 1);
    if (count > 1 && spec.data().images().isEmpty()) {
      throw options.mistake(
          "rungs",
          "It is %d, but a table has no accuracies after fewer epochs, by which to halve. Write 1."
              .formatted(count));
    }
    int epochs = spec.train().epochs();
    if (count > epochs) {
      throw options.mistake(
          "rungs",
          "It is %d, but each rung takes at least one of train.epochs, which are %d. Write at most that, or more epochs."
              .formatted(count, epochs));
    }
    return new Rungs(count, epochs);
  }

  /** Returns the epochs of a trial on a rung, counted from 1, if they are not all. */
  OptionalInt epochsOn(int rung) {
    return count == 1 ? OptionalInt.empty() : OptionalInt.of(until(rung) - until(rung - 1));
  }

  private int until(int rung) {
    return rung == 0 ? 0 : Math.max(rung, (int) (epochs / Math.pow(2, count - rung)));
  }

  /**
   * Returns the rung of a trial, counted from 1: one more than that from which it went on with the
   * same architecture. The base is on the last, as it has all epochs at once.
   *
   * @param history in which the trial is
   */
  int rungOf(Evaluation evaluation, History history) {
    return evaluation.number() == 0
        ? count
        : 1 + history.before(evaluation).map(e -> rungOf(e, history)).orElse(0);
  }

  /** Tells whether there is no rung after that of a trial; see {@link #rungOf}. */
  boolean isOnTheLast(Evaluation evaluation, History history) {
    return rungOf(evaluation, history) >= count;
  }

  /**
   * Returns the better half of a complete round, rounded up, without what has no score, in the
   * order of the trials.
   */
  static List<Evaluation> betterHalf(List<Evaluation> round) {
    return round.stream()
        .filter(e -> e.score().isPresent())
        .sorted(Evaluation.BEST_FIRST)
        .limit(half(round.size()))
        .sorted(Comparator.comparingInt(Evaluation::number))
        .toList();
  }

  private static int half(int candidates) {
    return (candidates + 1) / 2;
  }

  /** Returns how many trials a number of candidates has on all rungs, if enough of them succeed. */
  int trials(int candidates) {
    return IntStream.iterate(candidates, Rungs::half).limit(count).sum();
  }

  /**
   * Returns for how many epochs a number of candidates is trained on all rungs, if enough of them
   * succeed.
   *
   * @param full epochs of a trial that has them all
   */
  int trainedEpochs(int candidates, int full) {
    int sum = 0;
    int left = candidates;
    for (int rung = 1; rung <= count; rung++) {
      sum += left * epochsOn(rung).orElse(full);
      left = half(left);
    }
    return sum;
  }
}
