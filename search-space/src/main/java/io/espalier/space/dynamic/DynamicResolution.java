package io.espalier.space.dynamic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Comparators;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a network chooses a resolution for every image: Zhu et al., Dynamic Resolution Network (arXiv
 * 2106.02898).
 *
 * @param when which trainings learn to choose
 * @param scales the resolutions, as shares of the input's side, the finest first; it is 1
 * @param target share of the multiply-accumulates at full resolution that the classifier may spend
 *     on an image, on average
 * @param weight weight of the loss that pulls towards the target (the paper's eta)
 * @param spread weight of the loss that pulls towards the most even shares of the resolutions that
 *     spend the target (ours)
 * @param temperature of the softmax through which gradients flow back to the predictor (tau)
 * @param distil share of the finest resolution's answers in what the coarser ones learn beside the
 *     labels, while the classifier learns all of them (ours)
 * @param predictor most that the predictor may cost, as a share of the classifier's
 *     multiply-accumulates at full resolution
 * @param head how the predictor's features become scores; absent, it is linear, as published
 * @param joint share of the epochs in which predictor and classifier learn together; in those
 *     before, the classifier learns all resolutions
 * @param rate learning rate of the joint epochs, against that of those before
 */
public record DynamicResolution(
    When when,
    List<Double> scales,
    double target,
    double weight,
    double spread,
    double temperature,
    double distil,
    double predictor,
    Optional<ScoringHead> head,
    double joint,
    double rate) {

  /** The resolutions where nothing else is said. */
  public static final List<Double> USUAL_SCALES = List.of(1.0, 0.75, 0.5);

  /** The target where nothing else is said. */
  public static final double USUAL_TARGET = 0.6;

  /** Which trainings learn to choose. */
  public enum When {
    /** Those of all candidates, which are scored by the MACs that they are expected to spend. */
    SEARCH,
    /** Only those in full, in the end. */
    FINAL
  }

  /** How the predictor's features become scores of the resolutions. */
  public enum ScoringHead {
    /** One linear layer, as published. */
    LINEAR,
    /** It tells the classes, and its scores are linear in how sure it is (ours). */
    CONFIDENCE
  }

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public DynamicResolution {
    scales = List.copyOf(scales);
    checkArgument(
        scales.size() > 1 && scales.size() <= 8,
        "There must be 2 to 8 scales to choose from, not %s.",
        scales.size());
    checkArgument(
        scales.get(0) == 1
            && Comparators.isInStrictOrder(scales, Comparator.reverseOrder())
            && scales.get(scales.size() - 1) > 0,
        "The scales %s must begin with 1, fall, and stay above 0, such as [1, 0.75, 0.5].",
        scales);
    checkShare("target", target);
    checkArgument(weight >= 0, "The weight (%s) must be at least 0.", weight);
    checkArgument(spread >= 0, "The spread (%s) must be at least 0.", spread);
    checkArgument(temperature > 0, "The temperature (%s) must be above 0.", temperature);
    checkArgument(distil >= 0 && distil <= 1, "The share distil (%s) must be in [0, 1].", distil);
    checkShare("predictor", predictor);
    checkArgument(joint > 0 && joint < 1, "The share joint (%s) must be in (0, 1).", joint);
    checkArgument(rate > 0, "The rate (%s) must be above 0.", rate);
  }

  private static void checkShare(String name, double share) {
    checkArgument(share > 0 && share <= 1, "The %s (%s) must be in (0, 1].", name, share);
  }

  /** Returns settings as the paper has them, for given scales and a target. */
  public static DynamicResolution of(When when, List<Double> scales, double target) {
    return new DynamicResolution(
        when, scales, target, 0.2, 0.2, 1, 0.5, 0.08, Optional.empty(), 0.5, 1);
  }

  /** Returns in how many of the epochs the classifier learns all resolutions. */
  public int epochsApart(int epochs) {
    return Math.max(1, epochs - Math.max(1, (int) Math.round(joint * epochs)));
  }

  /** Returns these settings with other resolutions, given as shares of the input's side. */
  public DynamicResolution withScales(List<Double> others) {
    return new DynamicResolution(
        when, others, target, weight, spread, temperature, distil, predictor, head, joint, rate);
  }

  /** Returns these settings with another share of the MACs at full resolution to be spent. */
  public DynamicResolution withTarget(double share) {
    return new DynamicResolution(
        when, scales, share, weight, spread, temperature, distil, predictor, head, joint, rate);
  }
}
