package io.espalier.searcher;

import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Space;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The coefficients of compound scaling (Tan and Le, EfficientNet, arXiv 1905.11946, equation 3):
 * depth grows by alpha^phi, width by beta^phi, the input's resolution by gamma^phi, and MACs by
 * about 2^phi, for alpha beta^2 gamma^2 is about 2.
 *
 * @param alpha of the depths
 * @param beta of the widths
 * @param gamma of the input's resolution
 */
record Coefficients(double alpha, double beta, double gamma) {

  private static final double MISS = 0.1;

  /** Returns by how much MACs are multiplied where phi is 1. */
  double growth() {
    return alpha * beta * beta * gamma * gamma;
  }

  /** Tells whether MACs about double where phi is 1; those of the paper give 1.92. */
  boolean obeysTheRule() {
    return Math.abs(growth() / 2 - 1) <= MISS;
  }

  /**
   * Returns the coefficients that share the doubling of MACs out to depth, width and resolution in
   * so many parts, in every way in which each gets a whole number of them.
   *
   * @param growing dimensions that the space lets grow; the others get none
   */
  static List<Coefficients> grid(int parts, Set<Dimension> growing) {
    return IntStream.rangeClosed(0, parts)
        .boxed()
        .flatMap(
            depth ->
                IntStream.rangeClosed(0, parts - depth)
                    .filter(width -> growing.contains(Dimension.DEPTH) || depth == 0)
                    .filter(width -> growing.contains(Dimension.WIDTH) || width == 0)
                    .filter(
                        width ->
                            growing.contains(Dimension.INPUT_RESOLUTION) || depth + width == parts)
                    .mapToObj(
                        width ->
                            new Coefficients(
                                power(depth, parts),
                                power(width, 2 * parts),
                                power(parts - depth - width, 2 * parts))))
        .toList();
  }

  private static double power(int share, int of) {
    return Math.pow(2, (double) share / of);
  }

  /** Returns the dimensions of a space that the rule scales. */
  static Set<Dimension> growing(Space space) {
    return space.axes().stream()
        .map(Axis::dimension)
        .filter(d -> of(d, 1, 1, 1) > 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static double of(Dimension dimension, double alpha, double beta, double gamma) {
    return switch (dimension) {
      case DEPTH -> alpha;
      case WIDTH -> beta;
      case INPUT_RESOLUTION -> gamma;
      case STAGE_RESOLUTION, LEAN, BLOCK -> 0;
    };
  }

  /** Scales the base of a space, each dimension to the nearest value that it has there. */
  Architecture scaled(Space space, double phi) {
    Architecture scaled = space.base();
    for (Axis axis : space.axes()) {
      double factor = Math.pow(of(axis.dimension(), alpha, beta, gamma), phi);
      if (factor > 0) {
        double goal = value(axis, space.base()) * factor;
        Architecture nearest =
            Stream.concat(Stream.of(space.base()), space.growths(space.base(), axis))
                .min(Comparator.comparingDouble(a -> Math.abs(value(axis, a) - goal)))
                .orElseThrow();
        scaled = axis.move(scaled, nearest);
      }
    }
    return scaled;
  }

  private static int value(Axis axis, Architecture architecture) {
    return switch (axis.dimension()) {
      case INPUT_RESOLUTION -> architecture.resolution();
      case DEPTH -> architecture.stages().get(axis.stage()).depth();
      case WIDTH -> architecture.stages().get(axis.stage()).width();
      case STAGE_RESOLUTION, LEAN, BLOCK -> throw new IllegalArgumentException(axis.toString());
    };
  }

  /** Returns the coefficients as people write them. */
  @Override
  public String toString() {
    return "alpha %.2f, beta %.2f, gamma %.2f".formatted(alpha, beta, gamma);
  }
}
