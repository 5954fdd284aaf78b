package io.espalier.engine.tune;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.evaluator.Distillation;
import io.espalier.space.Lean;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How lean a network becomes, and how.
 *
 * @param densities one for all stages, or one for each; with MACs, those to choose from
 * @param macs multiply-accumulates that are not to be exceeded, where densities are chosen
 * @param fit whether layers are fitted to the dense network's responses
 * @param calibration training images for that, and for the calibration of batch norm
 * @param distillation how the lean network learns from the dense one, if it does
 */
public record LeanTerms(
    List<Lean> densities,
    OptionalLong macs,
    boolean fit,
    int calibration,
    Optional<Distillation> distillation) {

  /** Training images for the fit and for batch norm, where nothing else is said. */
  public static final int CALIBRATION = 512;

  /**
   * @throws IllegalArgumentException if neither densities nor MACs are given
   */
  public LeanTerms {
    densities = List.copyOf(densities);
    checkArgument(
        !densities.isEmpty() || macs.isPresent(),
        "A lean network needs densities, such as groups:4, or a number of MACs.");
  }

  /** Creates the terms of given densities: one for all stages, or one for each. */
  public static LeanTerms of(Lean... densities) {
    return new LeanTerms(
        List.of(densities), OptionalLong.empty(), true, CALIBRATION, Optional.empty());
  }

  /** Creates the terms of the densities that lose least within so many MACs. */
  public static LeanTerms within(long macs) {
    return new LeanTerms(List.of(), OptionalLong.of(macs), true, CALIBRATION, Optional.empty());
  }
}
