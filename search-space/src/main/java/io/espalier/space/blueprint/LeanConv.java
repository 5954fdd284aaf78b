package io.espalier.space.blueprint;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Lean;
import io.espalier.space.Lean.Stencil;
import java.util.List;
import java.util.Optional;

/**
 * A lean convolution: the sum of a 1x1 convolution, which couples all channels, and a spatial one,
 * which couples only the channels of a group and the points of a stencil (LeanConvNets, arXiv
 * 1910.13157). It has no bias.
 *
 * <p>The spatial part of output channel o reads the group of input channel o / fan. With equally
 * many inputs and outputs and a fan of 1, or twice as many outputs and a fan of 2, this is the
 * usual convolution in groups. Because the fan does not depend on the widths, channels keep their
 * groups when inputs or outputs are added behind them.
 *
 * @param in input channels
 * @param out output channels, at most fan times as many
 * @param kernel rows and columns of the square stencil; all other stencils are 3x3
 * @param stride step of the kernel, in pixels
 * @param fan groups of outputs that read the same group of inputs
 * @param lean channels of a group, and points that are read
 */
public record LeanConv(int in, int out, int kernel, int stride, int fan, Lean lean)
    implements Layer {

  private static final int ARM = 3;

  /**
   * @throws IllegalArgumentException if the groups do not divide the channels, the stencil has not
   *     the size of the kernel, or the density is none
   */
  public LeanConv {
    int group = lean.groupSize();
    checkArgument(!lean.isDense(), "A lean convolution cannot be dense.");
    checkArgument(
        in > 0 && out > 0 && kernel > 0 && kernel % 2 == 1 && stride > 0 && fan > 0,
        "A lean convolution from %s to %s channels with kernel %s, stride %s and fan %s is empty.",
        in,
        out,
        kernel,
        stride,
        fan);
    checkArgument(
        kernel == ARM || lean.stencil() == Stencil.SQUARE,
        "The stencil %s has 3x3 points; a %sx%s convolution cannot have it. Choose square.",
        lean.stencil().word(),
        kernel,
        kernel);
    checkArgument(
        in % group == 0 && out % group == 0,
        "Groups of %s channels do not divide the %s inputs and %s outputs of a convolution."
            + " Choose another group size or width.",
        group,
        in,
        out);
    checkArgument(
        out % (group * fan) == 0 && out <= Math.multiplyExact(fan, in),
        "A lean convolution from %s to %s channels that halves the resolution needs a multiple of"
            + " %s outputs, at most %s. Choose other widths.",
        in,
        out,
        group * fan,
        fan * in);
  }

  /**
   * The taps of a kernel along one side of the image.
   *
   * @param taps how many
   * @param dilation pixels from one to the next
   * @param stride step, in pixels
   */
  public record Taps(int taps, int dilation, int stride) {

    /** Returns the zeros on both ends, such that the taps are centred. */
    public int padding() {
      return dilation * (taps - 1) / 2;
    }
  }

  /**
   * One convolution of the spatial part.
   *
   * @param name name of its kernel among the weights
   * @param rows taps from top to bottom
   * @param columns taps from left to right
   * @param share outputs that read the same group of inputs
   */
  public record Part(String name, Taps rows, Taps columns, int share) {}

  /**
   * Returns the convolutions that make up the spatial part: their outputs are added, except with
   * the separable stencil, whose second convolution reads the first.
   */
  public List<Part> spatial() {
    Taps none = new Taps(1, 1, stride);
    Taps ends = new Taps(2, 2, stride);
    Taps all = new Taps(kernel, 1, stride);
    Taps still = new Taps(1, 1, 1);
    int share = lean.groupSize() * fan;
    return switch (lean.stencil()) {
      case SQUARE -> List.of(new Part("spatial", all, all, share));
      case CROSS ->
          List.of(
              new Part("vertical", all, none, share), new Part("horizontal", none, ends, share));
      case ARMS ->
          List.of(
              new Part("vertical", ends, none, share), new Part("horizontal", none, ends, share));
      case SEPARABLE ->
          List.of(
              new Part("horizontal", still, all, share),
              new Part("vertical", all, still, lean.groupSize()));
    };
  }

  /** Returns the part of the spatial convolution whose kernel has that name, if there is one. */
  public Optional<Part> spatial(String name) {
    return spatial().stream().filter(part -> part.name().equals(name)).findFirst();
  }

  /** Tells whether the spatial convolutions follow each other instead of being added. */
  public boolean inSequence() {
    return lean.stencil() == Stencil.SEPARABLE;
  }

  /** Returns the first of the input channels that the spatial part of an output channel reads. */
  public int firstInput(int output) {
    return output / (lean.groupSize() * fan) * lean.groupSize();
  }

  /** Returns the convolution that this one is a lean form of. */
  public Conv dense() {
    return new Conv(in, out, kernel, stride, Padding.half(kernel), 1, false);
  }

  /** Returns the 1x1 convolution that is part of the sum. */
  public Conv point() {
    return new Conv(in, out, 1, stride, Padding.NONE, 1, false);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Layer.only(inputs, this, in);
    return dense().output(inputs);
  }

  @Override
  public long macs(Shape output) {
    // The row of a separable stencil runs on every row of the image that its column reads.
    long points = inSequence() ? (long) kernel * stride + kernel : points();
    long each = Math.addExact(in, Math.multiplyExact(lean.groupSize(), points));
    return Math.multiplyExact(
        Math.multiplyExact(out, each),
        Math.multiplyExact((long) output.height(), (long) output.width()));
  }

  @Override
  public long parameters() {
    return Math.multiplyExact(
        out, Math.addExact((long) in, Math.multiplyExact(lean.groupSize(), points())));
  }

  private long points() {
    return lean.stencil() == Stencil.SQUARE ? (long) kernel * kernel : lean.stencil().points();
  }

  @Override
  public <T> T match(Cases<T> cases) {
    return cases.leanConv(this);
  }
}
