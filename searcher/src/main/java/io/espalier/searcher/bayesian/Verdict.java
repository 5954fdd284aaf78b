package io.espalier.searcher.bayesian;

import org.optaplanner.core.api.score.buildin.hardsoftlong.HardSoftLongScore;

/**
 * How far a point breaks each hard constraint, and its merit.
 *
 * @param unbuildable above 0 if its family cannot build it
 * @param macs millionths of the limit by which its MACs are over or under the budget
 * @param parameters millionths of the limit by which it exceeds the limit of parameters
 * @param latency millionths of the limit by which it is expected to be too slow
 * @param barred 1 if it was tried already
 * @param merit in millionths
 */
record Verdict(
    long unbuildable, long macs, long parameters, long latency, long barred, long merit) {

  /** Worse than any point that can be built, so that every move away from it is better. */
  static final Verdict UNBUILDABLE = new Verdict(1_000_000_000_000L, 0, 0, 0, 0, 0);

  HardSoftLongScore score() {
    return HardSoftLongScore.of(-(unbuildable + macs + parameters + latency + barred), merit);
  }
}
