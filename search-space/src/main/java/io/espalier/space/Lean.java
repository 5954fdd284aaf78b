package io.espalier.space;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.util.Comparator;
import java.util.List;

/**
 * How densely the spatial convolutions of a stage couple channels and pixels.
 *
 * <p>A lean convolution is the sum of a full 1x1 convolution, which couples all channels, and a
 * spatial one, which couples only those of a group and only the points of a stencil (LeanConvNets,
 * arXiv 1910.13157).
 *
 * @param groupSize channels that the spatial part couples: 1 is depth-wise; 0 stands for a dense
 *     convolution, which has one part only
 * @param stencil points of the spatial part; a dense convolution has the whole square
 */
public record Lean(int groupSize, Stencil stencil) {

  /** The points of a 3x3 neighbourhood that a spatial convolution reads. */
  public enum Stencil {
    /** All 9. */
    SQUARE("square", 9),
    /** A column of 3 after a row of 3: squares of rank 1. */
    SEPARABLE("separable", 6),
    /** The centre and its 4 neighbours. */
    CROSS("cross", 5),
    /** The 4 neighbours: the centre is already in the 1x1 convolution. */
    ARMS("arms", 4);

    private final String word;
    private final int points;

    Stencil(String word, int points) {
      this.word = word;
      this.points = points;
    }

    /** Returns the name that a spec gives. */
    public String word() {
      return word;
    }

    /** Returns the multiplications of one channel pair at one pixel. */
    public int points() {
      return points;
    }

    /**
     * Tells whether this stencil, together with a 1x1 convolution, can compute all that the other
     * can.
     */
    boolean contains(Stencil other) {
      return this == other
          || this == SQUARE
          || ((this == CROSS || this == ARMS) && (other == CROSS || other == ARMS));
    }

    private static Stencil named(String word) {
      for (Stencil stencil : values()) {
        if (stencil.word.equals(word)) {
          return stencil;
        }
      }
      throw new IllegalArgumentException(
          "There is no stencil '%s'. Choose one of: square, separable, cross, arms."
              .formatted(word));
    }
  }

  /** An ordinary convolution. */
  public static final Lean DENSE = new Lean(0, Stencil.SQUARE);

  /** Leanest first: fewer multiplications in the spatial part of one output channel. */
  public static final Comparator<Lean> LEANEST_FIRST =
      Comparator.comparingLong(Lean::spatialPoints)
          .thenComparingInt(Lean::groupSize)
          .thenComparing(Lean::stencil, Comparator.reverseOrder());

  private static final Splitter PARTS = Splitter.on(':');

  /**
   * @throws IllegalArgumentException if the group size is negative, or a dense convolution is to
   *     have another stencil than the square
   */
  public Lean {
    checkArgument(
        groupSize >= 0, "The group size (%s) of a lean convolution must be at least 1.", groupSize);
    checkArgument(
        groupSize > 0 || stencil == Stencil.SQUARE,
        "A dense convolution cannot have the stencil %s; give groups or depthwise.",
        stencil.word());
  }

  /** Returns the depth-wise convolution with a stencil. */
  public static Lean depthwise(Stencil stencil) {
    return new Lean(1, stencil);
  }

  /** Returns a convolution with a square stencil in groups of that many channels. */
  public static Lean groups(int size) {
    return new Lean(size, Stencil.SQUARE);
  }

  /**
   * Reads the text that {@link #toString} writes: {@code dense}, {@code groups:4}, {@code
   * groups:4:cross}, {@code depthwise}, {@code depthwise:arms}.
   *
   * @throws IllegalArgumentException if it is another text
   */
  @JsonCreator
  public static Lean parse(String text) {
    List<String> parts = PARTS.splitToList(text);
    boolean grouped = parts.get(0).equals("groups");
    if (text.equals("dense")) {
      return DENSE;
    }
    Integer size = grouped && parts.size() > 1 ? Ints.tryParse(parts.get(1)) : Integer.valueOf(1);
    int named = grouped ? 2 : 1;
    checkArgument(
        (grouped || parts.get(0).equals("depthwise"))
            && size != null
            && size > 0
            && (!grouped || parts.size() > 1)
            && parts.size() <= named + 1,
        "'%s' is not a density of convolutions. Write dense, groups:4, groups:4:cross, depthwise or depthwise:arms.",
        text);
    return new Lean(size, parts.size() > named ? Stencil.named(parts.get(named)) : Stencil.SQUARE);
  }

  /** Tells whether this is an ordinary convolution. */
  public boolean isDense() {
    return groupSize == 0;
  }

  /** Tells whether the spatial part sees each channel alone. */
  public boolean isDepthwise() {
    return groupSize == 1;
  }

  /**
   * Tells whether every operator of the other density is one of this density, so that growth from
   * the other to this one can keep the function.
   */
  public boolean contains(Lean other) {
    if (isDense() || other.isDense()) {
      return isDense();
    }
    return groupSize % other.groupSize == 0 && stencil.contains(other.stencil);
  }

  private long spatialPoints() {
    return isDense() ? Long.MAX_VALUE : (long) groupSize * stencil.points();
  }

  /** Returns the density in one word, as {@link #parse} reads it. */
  @JsonValue
  @Override
  public String toString() {
    if (isDense()) {
      return "dense";
    }
    String coupling = isDepthwise() ? "depthwise" : "groups:" + groupSize;
    return stencil == Stencil.SQUARE ? coupling : coupling + ":" + stencil.word();
  }
}
