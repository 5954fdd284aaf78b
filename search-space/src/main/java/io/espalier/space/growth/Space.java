package io.espalier.space.growth;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The architectures that can be grown from a base.
 *
 * @param base where the search starts
 * @param resolution how far the input's height and width may grow, if at all
 * @param stages what may change in each stage, one entry per stage of the base
 */
public record Space(Architecture base, Optional<Range> resolution, List<StageSpace> stages) {

  /**
   * @throws IllegalArgumentException if there is not one entry per stage
   */
  public Space {
    stages = List.copyOf(stages);
    checkArgument(
        stages.size() == base.stages().size(),
        "The space has %s stages, the base has %s. Give one entry for all stages, or one per stage.",
        stages.size(),
        base.stages().size());
  }

  /** Returns the space in which nothing grows. */
  public static Space of(Architecture architecture) {
    return new Space(
        architecture,
        Optional.empty(),
        Collections.nCopies(architecture.stages().size(), StageSpace.FIXED));
  }

  /** Returns every axis along which something can grow, the input first, then stage by stage. */
  public List<Axis> axes() {
    List<Axis> axes = new ArrayList<>();
    resolution.ifPresent(r -> axes.add(Axis.INPUT_RESOLUTION));
    for (int i = 0; i < stages.size(); i++) {
      StageSpace stage = stages.get(i);
      if (stage.width().isPresent()) {
        axes.add(new Axis(Axis.Dimension.WIDTH, i));
      }
      if (stage.depth().isPresent()) {
        axes.add(new Axis(Axis.Dimension.DEPTH, i));
      }
      if (!stage.scales().isEmpty()) {
        axes.add(new Axis(Axis.Dimension.STAGE_RESOLUTION, i));
      }
      if (!stage.leans().isEmpty()) {
        axes.add(new Axis(Axis.Dimension.LEAN, i));
      }
      if (!stage.blocks().isEmpty()) {
        axes.add(new Axis(Axis.Dimension.BLOCK, i));
      }
    }
    return axes;
  }

  /**
   * Returns the architectures that differ from a given one along one axis, smallest growth first.
   * Each contains the given one.
   */
  public Stream<Architecture> growths(Architecture from, Axis axis) {
    if (axis.equals(Axis.INPUT_RESOLUTION)) {
      return resolution.stream()
          .flatMap(r -> r.above(from.resolution()).mapToObj(from::withResolution));
    }
    int index = axis.stage();
    StageSpace space = stages.get(index);
    Stage stage = from.stages().get(index);
    return switch (axis.dimension()) {
      case DEPTH -> space.deeper(stage).map(s -> from.withStage(index, s));
      case STAGE_RESOLUTION -> space.finer(stage).map(s -> from.withStage(index, s));
      case LEAN -> space.denser(stage).map(s -> from.withStage(index, s));
      case BLOCK -> space.richer(stage).map(s -> from.withStage(index, s));
      case WIDTH -> wider(from, index);
      case INPUT_RESOLUTION -> throw new IllegalArgumentException(axis.toString());
    };
  }

  private Stream<Architecture> wider(Architecture from, int index) {
    Family family = Families.named(from.family());
    Architecture largest = largest();
    return stages.get(index).wider(from.stages().get(index)).stream()
        .map(width -> family.widen(from, index, width))
        .distinct()
        .filter(wider -> !wider.equals(from))
        .takeWhile(wider -> noWider(wider, largest));
  }

  private static boolean noWider(Architecture architecture, Architecture largest) {
    return IntStream.range(0, largest.stages().size())
        .allMatch(i -> architecture.stages().get(i).width() <= largest.stages().get(i).width());
  }

  /** Returns the architecture with every dimension at its largest that the family can build. */
  public Architecture largest() {
    int multiple = Families.named(base.family()).widthMultiple(base);
    Architecture largest =
        base.withResolution(
            resolution.map(r -> r.largest(base.resolution())).orElse(base.resolution()));
    for (int i = 0; i < stages.size(); i++) {
      Stage from = base.stages().get(i);
      Stage to = stages.get(i).largest(from);
      int width = Math.max(from.width(), to.width() / multiple * multiple);
      largest = largest.withStage(i, to.withWidth(width));
    }
    return largest;
  }

  /** Counts the architectures, whether or not their family can build every one. */
  public BigInteger size() {
    BigInteger inputs =
        BigInteger.valueOf(1 + resolution.map(r -> r.above(base.resolution()).count()).orElse(0L));
    return IntStream.range(0, stages.size())
        .mapToObj(i -> BigInteger.valueOf(stages.get(i).size(base.stages().get(i))))
        .reduce(inputs, BigInteger::multiply);
  }
}
