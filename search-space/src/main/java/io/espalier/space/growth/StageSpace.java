package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Block;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import java.util.Comparator;
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
 * @param leans densities of its convolutions that it may take beside its own, leanest first
 * @param blocks blocks that it may be made of beside its own, by rank
 */
public record StageSpace(
    Optional<Range> depth,
    Optional<Range> width,
    SortedSet<Double> scales,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Lean> leans,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Block> blocks) {

  /** A stage that stays as it is. */
  public static final StageSpace FIXED =
      new StageSpace(Optional.empty(), Optional.empty(), ImmutableSortedSet.of());

  /**
   * Sorts the densities and the blocks.
   *
   * @throws IllegalArgumentException if a scale is not positive
   */
  public StageSpace {
    scales = ImmutableSortedSet.copyOf(scales);
    scales.forEach(
        scale -> checkArgument(scale > 0, "A resolution scale (%s) must be above 0.", scale));
    leans = leans.stream().distinct().sorted(Lean.LEANEST_FIRST).toList();
    blocks = blocks.stream().distinct().sorted(Comparator.comparingInt(Block::rank)).toList();
  }

  /** Creates the space of a stage whose density and block stay. */
  public StageSpace(Optional<Range> depth, Optional<Range> width, SortedSet<Double> scales) {
    this(depth, width, scales, List.of(), List.of());
  }

  Stream<Stage> deeper(Stage stage) {
    return depth.stream().flatMap(r -> r.above(stage.depth()).mapToObj(stage::withDepth));
  }

  Stream<Stage> finer(Stage stage) {
    return scales.tailSet(Math.nextUp(stage.scale())).stream().map(stage::withScale);
  }

  Stream<Stage> denser(Stage stage) {
    return leans.stream()
        .filter(lean -> !lean.equals(stage.lean()) && lean.contains(stage.lean()))
        .map(stage::withLean);
  }

  Stream<Stage> richer(Stage stage) {
    return blocks.stream().map(stage::withBlock).filter(s -> s.contains(stage) && !s.equals(stage));
  }

  /** Returns the widths above the stage's own, smallest first. */
  List<Integer> wider(Stage stage) {
    return width.stream().flatMap(r -> r.above(stage.width()).boxed()).toList();
  }

  Stage largest(Stage base) {
    Stage densest = denser(base).reduce(base, (a, b) -> b.contains(a) ? b : a);
    Stage richest = richer(densest).reduce(densest, (a, b) -> b);
    return richest
        .withDepth(depth.map(r -> r.largest(base.depth())).orElse(base.depth()))
        .withWidth(width.map(r -> r.largest(base.width())).orElse(base.width()))
        .withScale(scales.isEmpty() ? base.scale() : Math.max(scales.last(), base.scale()));
  }

  /** Counts the stages that can be made of a base's. */
  long size(Stage base) {
    return Stream.of(
            deeper(base).count(),
            (long) wider(base).size(),
            finer(base).count(),
            denser(base).count(),
            richer(base).count())
        .mapToLong(more -> 1 + more)
        .reduce(1, Math::multiplyExact);
  }
}
