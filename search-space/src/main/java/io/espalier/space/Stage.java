package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One stage: blocks that share a width and a resolution.
 *
 * @param depth number of blocks
 * @param width output channels of a block; in families with bottlenecks the inner width
 * @param scale height and width of the stage's feature maps against what the strides before it give
 * @param lean density of its spatial convolutions
 * @param block what its blocks are made of, in families that have several
 */
public record Stage(
    int depth,
    int width,
    double scale,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Dense.class) Lean lean,
    Optional<Block> block) {

  /**
   * @throws IllegalArgumentException if a dimension is not positive
   */
  public Stage {
    checkArgument(depth > 0, "The depth (%s) of a stage must be at least 1.", depth);
    checkArgument(width > 0, "The width (%s) of a stage must be at least 1.", width);
    checkArgument(
        scale > 0 && scale <= 16,
        "The resolution scale (%s) of a stage must be above 0 and at most 16.",
        scale);
  }

  /** Reads a stage from JSON, in which a density that is missing is dense. */
  @JsonCreator
  static Stage of(
      @JsonProperty("depth") int depth,
      @JsonProperty("width") int width,
      @JsonProperty("scale") double scale,
      @JsonProperty("lean") Optional<Lean> lean,
      @JsonProperty("block") Optional<Block> block) {
    return new Stage(depth, width, scale, lean.orElse(Lean.DENSE), block);
  }

  /** Equals the density that JSON leaves out. */
  private static final class Dense {
    @Override
    public boolean equals(Object other) {
      return Lean.DENSE.equals(other);
    }

    @Override
    public int hashCode() {
      return Lean.DENSE.hashCode();
    }
  }

  /** Creates a stage with dense convolutions, of a family that has no blocks to choose from. */
  public Stage(int depth, int width, double scale) {
    this(depth, width, scale, Lean.DENSE, Optional.empty());
  }

  /** Returns a dense stage at the resolution that the strides give. */
  public static Stage of(int depth, int width) {
    return new Stage(depth, width, 1);
  }

  /** Returns this stage with another number of blocks. */
  public Stage withDepth(int blocks) {
    return new Stage(blocks, width, scale, lean, block);
  }

  /** Returns this stage with another number of channels. */
  public Stage withWidth(int channels) {
    return new Stage(depth, channels, scale, lean, block);
  }

  /** Returns this stage with feature maps of another scale. */
  public Stage withScale(double factor) {
    return new Stage(depth, width, factor, lean, block);
  }

  /** Returns this stage with convolutions of another density. */
  public Stage withLean(Lean density) {
    return new Stage(depth, width, scale, density, block);
  }

  /** Returns this stage made of another block. */
  public Stage withBlock(Block other) {
    return new Stage(depth, width, scale, lean, Optional.of(other));
  }

  /** Tells whether no dimension of this stage is smaller than the other's. */
  public boolean contains(Stage other) {
    return depth >= other.depth
        && width >= other.width
        && scale >= other.scale
        && lean.contains(other.lean)
        && rank() >= other.rank();
  }

  /** Returns the place of the stage's block among those of its family; 0 if it has only one. */
  private int rank() {
    return block.map(Block::rank).orElse(0);
  }

  /**
   * Returns the stage as {@code depth x width}, with its scale, its density and its block where
   * they are not the usual ones.
   */
  public String summary() {
    StringBuilder text = new StringBuilder().append(depth).append('x').append(width);
    if (scale != 1) {
      text.append('@').append(BigDecimal.valueOf(scale).stripTrailingZeros());
    }
    if (!lean.isDense()) {
      text.append('/').append(lean);
    }
    block.ifPresent(made -> text.append('/').append(made.name()));
    return text.toString();
  }
}
