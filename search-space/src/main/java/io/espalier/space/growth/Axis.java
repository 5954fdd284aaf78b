package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.Stage;

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
    STAGE_RESOLUTION,
    /** Density of a stage's spatial convolutions, from depth-wise to dense. */
    LEAN,
    /** What a stage's blocks are made of. */
    BLOCK
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
    if (dimension == Dimension.INPUT_RESOLUTION) {
      return Integer.toString(architecture.resolution());
    }
    Stage value = architecture.stages().get(stage);
    return switch (dimension) {
      case DEPTH -> Integer.toString(value.depth());
      case WIDTH -> Integer.toString(value.width());
      case STAGE_RESOLUTION -> Double.toString(value.scale());
      case LEAN -> value.lean().toString();
      case BLOCK -> value.block().map(Block::name).orElse("none");
      case INPUT_RESOLUTION -> throw new IllegalStateException();
    };
  }

  /** Returns an architecture moved along this axis to where another stands. */
  public Architecture move(Architecture architecture, Architecture to) {
    if (dimension == Dimension.INPUT_RESOLUTION) {
      return architecture.withResolution(to.resolution());
    }
    Stage from = architecture.stages().get(stage);
    Stage goal = to.stages().get(stage);
    return architecture.withStage(
        stage,
        switch (dimension) {
          case DEPTH -> from.withDepth(goal.depth());
          case WIDTH -> from.withWidth(goal.width());
          case STAGE_RESOLUTION -> from.withScale(goal.scale());
          case LEAN -> from.withLean(goal.lean());
          case BLOCK -> goal.block().map(from::withBlock).orElse(from);
          case INPUT_RESOLUTION -> throw new IllegalStateException();
        });
  }

  /** Returns the axis as people say it, such as {@code stage 2 width}. */
  @Override
  public String toString() {
    String what =
        switch (dimension) {
          case INPUT_RESOLUTION -> "input resolution";
          case DEPTH -> "depth";
          case WIDTH -> "width";
          case STAGE_RESOLUTION -> "resolution";
          case LEAN -> "density";
          case BLOCK -> "block";
        };
    return dimension == Dimension.INPUT_RESOLUTION
        ? what
        : "stage %s %s".formatted(stage + 1, what);
  }
}
