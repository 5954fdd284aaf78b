package io.espalier.space.thumbnail;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a network learns to read thumbnails, and a downscaler to make them: Zhao and Ghanem, ThumbNet
 * (arXiv 1904.05034). A weight of 0 switches a strategy of the paper off.
 *
 * @param scale how many pixels of a side become one: 2 or 4
 * @param enlarge what a thumbnail's side is multiplied by before the student reads it, from 1 to
 *     the scale; empty if it reads thumbnails as they are, also where 1 is given
 * @param distil weight of the distance to the teacher's answers
 * @param temperature what scores are divided by before answers are compared
 * @param features weight of the distance between the features of teacher and student
 * @param moments weight of the distance between the means and deviations of thumbnail and image
 * @param stage whose output is compared, counted from 1; the middle one if empty
 * @param lower share of the epochs in which only the downscaler and the stages up to that one learn
 * @param downscaler most that the downscaler may cost, as a share of the teacher's
 *     multiply-accumulates; with 0 nothing is learned there, and thumbnails are plain
 * @param blocks residual blocks of the downscaler, at the size of the thumbnail
 */
public record Thumbnailing(
    int scale,
    OptionalDouble enlarge,
    double distil,
    double temperature,
    double features,
    double moments,
    OptionalInt stage,
    double lower,
    double downscaler,
    int blocks) {

  private static final int MOST_BLOCKS = 100;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public Thumbnailing {
    checkArgument(scale == 2 || scale == 4, "The scale (%s) must be 2 or 4.", scale);
    enlarge.ifPresent(
        factor ->
            checkArgument(
                factor >= 1 && factor <= scale,
                "The factor enlarge (%s) must be in [1, %s]: above the scale, thumbnails would be larger than images.",
                (Double) factor,
                scale));
    // One spelling, so that a run goes on whether the factor 1 is written out or not.
    enlarge = enlarge.orElse(1) == 1 ? OptionalDouble.empty() : enlarge;
    checkWeight("distil", distil);
    checkArgument(
        temperature > 0 && Double.isFinite(temperature),
        "The temperature (%s) must be above 0.",
        temperature);
    checkWeight("features", features);
    checkWeight("moments", moments);
    stage.ifPresent(s -> checkArgument(s > 0, "The stage (%s) is counted from 1.", s));
    checkArgument(lower >= 0 && lower < 1, "The share lower (%s) must be in [0, 1).", lower);
    checkArgument(
        downscaler >= 0 && downscaler <= 1,
        "The share downscaler (%s) must be in [0, 1].",
        downscaler);
    checkArgument(
        blocks >= 0 && blocks <= MOST_BLOCKS,
        "The number of blocks (%s) must be in [0, %s].",
        blocks,
        MOST_BLOCKS);
  }

  private static void checkWeight(String name, double weight) {
    checkArgument(
        weight >= 0 && Double.isFinite(weight),
        "The weight %s (%s) must be at least 0; 0 switches it off.",
        name,
        weight);
  }

  /** Returns the settings that are taken where nothing is said but the scale. */
  public static Thumbnailing of(int scale) {
    return new Thumbnailing(
        scale, OptionalDouble.empty(), 4, 2, 1, 1, OptionalInt.empty(), 0.05, 0.2, 0);
  }

  /** Returns these settings for another scale. */
  public Thumbnailing withScale(int other) {
    return new Thumbnailing(
        other, enlarge, distil, temperature, features, moments, stage, lower, downscaler, blocks);
  }

  /**
   * Returns what the method is compared with: plain thumbnails, from which the network learns with
   * nothing but the labels.
   */
  public Thumbnailing plain() {
    return new Thumbnailing(scale, enlarge, 0, temperature, 0, 0, stage, 0, 0, 0);
  }

  /** Tells whether the downscaler learns. */
  public boolean learnsToDownscale() {
    return downscaler > 0;
  }

  /**
   * Returns the height and width of the thumbnails of images.
   *
   * @param resolution height and width of the images, in pixels
   * @throws IllegalArgumentException if the scale does not divide it
   */
  public int side(int resolution) {
    checkArgument(
        resolution % scale == 0,
        "The scale %s does not divide the resolution (%s pixels). Choose the other scale, or a resolution such as %s.",
        scale,
        resolution,
        (resolution / scale + 1) * scale);
    return resolution / scale;
  }

  /**
   * Returns the height and width at which the student reads the thumbnails of images, the nearest
   * whole number.
   *
   * @param resolution height and width of the images, in pixels
   * @throws IllegalArgumentException if the scale does not divide it
   */
  public int readingSide(int resolution) {
    return (int) Math.round(side(resolution) * enlarge.orElse(1));
  }

  /** Returns in how many of the epochs only the downscaler and the lower stages learn. */
  public int epochsLower(int epochs) {
    return Math.min(epochs - 1, (int) Math.round(lower * epochs));
  }
}
