package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a network may cost.
 *
 * @param macs multiply-accumulates of one image that the search aims at
 * @param tolerance share of {@code macs} by which a candidate may miss them, above or below
 * @param parameters most learned values, if limited
 * @param latencyMillis longest time for one image at batch 1, measured on this machine, if limited
 */
public record Budget(
    long macs, double tolerance, OptionalLong parameters, OptionalDouble latencyMillis) {

  /**
   * @throws IllegalArgumentException if a limit is not positive or the tolerance not below 1
   */
  public Budget {
    checkArgument(macs > 0, "The budget (%s MACs) must be at least 1.", macs);
    checkArgument(
        tolerance > 0 && tolerance < 1,
        "The tolerance (%s) must be above 0 and below 1, such as 3%%.",
        tolerance);
    parameters.ifPresent(
        most -> checkArgument(most > 0, "The parameters (%s) must be at least 1.", most));
    latencyMillis.ifPresent(
        most -> checkArgument(most > 0, "The latency (%s ms) must be above 0.", most));
  }

  /** Returns this budget with another target, at the same tolerance. */
  public Budget withMacs(long target) {
    return new Budget(target, tolerance, parameters, latencyMillis);
  }

  /** Returns the fewest multiply-accumulates within tolerance. */
  public long fewestMacs() {
    return (long) Math.ceil(macs * (1 - tolerance));
  }

  /** Returns the most multiply-accumulates within tolerance. */
  public long mostMacs() {
    return (long) Math.floor(macs * (1 + tolerance));
  }

  /** Tells whether that many multiply-accumulates are within tolerance. */
  public boolean admitsMacs(long count) {
    return count >= fewestMacs() && count <= mostMacs();
  }

  /** Tells whether that many learned values are allowed. */
  public boolean admitsParameters(long count) {
    return count <= parameters.orElse(Long.MAX_VALUE);
  }
}
