package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;

/**
 * One direction in which an architecture can grow.
 *
 * @param dimension what grows
 * @param stage index of the stage, counted from 0; -1 for the input
 */
public record Axis(Dimension dimension, int stage) {

  /** What can grow. */
  public enum Dimension {
    /** Height and width of the network's input. */
    INPUT_RESOLUTION,
    /** Number of blocks of a stage. */
    DEPTH,
    /** Number of channels of a stage. */
    WIDTH,
    /** Height and width of a stage's feature maps. */
    STAGE_RESOLUTION
  }

  /** Height and width of the network's input. */
  public static final Axis INPUT_RESOLUTION = new Axis(Dimension.INPUT_RESOLUTION, -1);

  /**
   * @throws IllegalArgumentException if a stage is named for the input or none for a stage
   */
  public Axis {
    checkArgument(
        (stage == -1) == (dimension == Dimension.INPUT_RESOLUTION) && stage >= -1,
        "The dimension %s cannot be that of stage %s.",
        dimension,
        stage);
  }

  /** Returns where an architecture stands on this axis, as people write it. */
  public String valueIn(Architecture architecture) {
    return switch (dimension) {
      case INPUT_RESOLUTION -> Integer.toString(architecture.resolution());
      case DEPTH -> Integer.toString(architecture.stages().get(stage).depth());
      case WIDTH -> Integer.toString(architecture.stages().get(stage).width());
      case STAGE_RESOLUTION -> Double.toString(architecture.stages().get(stage).scale());
    };
  }

  /** Returns the axis as people say it, such as {@code stage 2 width}. */
  @Override
  public String toString() {
    return switch (dimension) {
      case INPUT_RESOLUTION -> "input resolution";
      case DEPTH -> "stage " + (stage + 1) + " depth";
      case WIDTH -> "stage " + (stage + 1) + " width";
      case STAGE_RESOLUTION -> "stage " + (stage + 1) + " resolution";
    };
  }
}
