package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Stage;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What a search may change in one stage.
 *
 * @param depth how far the number of blocks may grow, if at all
 * @param width how far the number of channels may grow, if at all
 * @param scales resolution scales that the stage may take beside its own
 */
public record StageSpace(Optional<Range> depth, Optional<Range> width, SortedSet<Double> scales) {

  /** A stage that stays as it is. */
  public static final StageSpace FIXED =
      new StageSpace(Optional.empty(), Optional.empty(), ImmutableSortedSet.of());

  /**
   * @throws IllegalArgumentException if a scale is not positive
   */
  public StageSpace {
    scales = ImmutableSortedSet.copyOf(scales);
    scales.forEach(
        scale -> checkArgument(scale > 0, "A resolution scale (%s) must be above 0.", scale));
  }

  Stream<Stage> deeper(Stage stage) {
    return depth.stream().flatMap(r -> r.above(stage.depth()).mapToObj(stage::withDepth));
  }

  Stream<Stage> finer(Stage stage) {
    return scales.tailSet(Math.nextUp(stage.scale())).stream().map(stage::withScale);
  }

  /** Returns the widths above the stage's own, smallest first. */
  List<Integer> wider(Stage stage) {
    return width.stream().flatMap(r -> r.above(stage.width()).boxed()).toList();
  }

  Stage largest(Stage base) {
    return new Stage(
        depth.map(r -> r.largest(base.depth())).orElse(base.depth()),
        width.map(r -> r.largest(base.width())).orElse(base.width()),
        scales.isEmpty() ? base.scale() : Math.max(scales.last(), base.scale()));
  }

  /** Counts the stages that can be made of a base's. */
  long size(Stage base) {
    long depths = 1 + depth.map(r -> r.above(base.depth()).count()).orElse(0L);
    long widths = 1 + width.map(r -> r.above(base.width()).count()).orElse(0L);
    return Math.multiplyExact(Math.multiplyExact(depths, widths), 1 + finer(base).count());
  }
}
