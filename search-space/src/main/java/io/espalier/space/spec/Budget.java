package io.espalier.space.spec;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a network may cost.
 *
 * @param macs multiply-accumulates of one image that the search aims at
 * @param tolerance share of {@code macs} by which a candidate may miss them, above or below; where
 *     {@code atLeast} is given, only how near below growth aims
 * @param parameters most learned values, if limited
 * @param latencyMillis longest time for one image at batch 1, measured on this machine, if limited
 * @param atLeast fewest multiply-accumulates, if any network from there to {@code macs} will do
 */
public record Budget(
    long macs,
    double tolerance,
    OptionalLong parameters,
    OptionalDouble latencyMillis,
    OptionalLong atLeast) {

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
    atLeast.ifPresent(
        fewest ->
            checkArgument(
                fewest >= 0 && fewest <= macs,
                "The fewest MACs (%s) must be from 0 to the budget (%s).",
                fewest,
                macs));
  }

  /** Creates a budget of MACs that candidates must meet within 3 %. */
  public static Budget of(long macs) {
    return new Budget(macs, 0.03, OptionalLong.empty(), OptionalDouble.empty());
  }

  /** Creates a budget that candidates must meet within tolerance. */
  public Budget(
      long macs, double tolerance, OptionalLong parameters, OptionalDouble latencyMillis) {
    this(macs, tolerance, parameters, latencyMillis, OptionalLong.empty());
  }

  /**
   * Returns the budget of a growth towards a target: within tolerance of it, and only below where
   * this budget may not be exceeded.
   */
  public Budget towards(long target) {
    return new Budget(
        target,
        tolerance,
        parameters,
        latencyMillis,
        atLeast.isPresent() ? OptionalLong.of(share(target, 1 - tolerance)) : atLeast);
  }

  /** Returns the fewest multiply-accumulates of a network. */
  public long fewestMacs() {
    return atLeast.orElseGet(() -> share(macs, 1 - tolerance));
  }

  /** Returns the most multiply-accumulates of a network. */
  public long mostMacs() {
    return atLeast.isPresent() ? macs : (long) Math.floor(macs * (1 + tolerance));
  }

  private static long share(long macs, double share) {
    return (long) Math.ceil(macs * share);
  }

  /** Tells whether that many multiply-accumulates are within the budget. */
  public boolean admitsMacs(long count) {
    return count >= fewestMacs() && count <= mostMacs();
  }

  /** Tells whether that many learned values are allowed. */
  public boolean admitsParameters(long count) {
    return count <= parameters.orElse(Long.MAX_VALUE);
  }
}
