package io.espalier.trainer.lean;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.spec.Quantities;
import io.espalier.trainer.weights.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses a density for every stage of a trained network such that the projections lose least
 * within a number of MACs.
 *
 * <p>What a stage loses is the sum over its convolutions of the squared relative errors: batch norm
 * follows each of them, so that the kernels' own scales do not count. Neither the loss nor the MACs
 * of a stage depend on the densities of the others. So the best choice is exact: stage by stage all
 * choices are kept that no other one beats in both.
 */
public final class DensityChoice {

  /** What stages may have where nothing is said. */
  public static final ImmutableList<Lean> USUAL =
      Stream.of(
              "depthwise:arms",
              "depthwise",
              "groups:2",
              "groups:4",
              "groups:8",
              "groups:16",
              "groups:32",
              "dense")
          .map(Lean::parse)
          .collect(ImmutableList.toImmutableList());

  private static final Comparator<Partial> CHEAPEST_FIRST =
      Comparator.comparingLong(Partial::macs).thenComparingDouble(Partial::lost);

  private final Architecture dense;
  private final Task task;
  private final Weights trained;
  private final Blueprint plan;

  /**
   * @param dense what the weights are of
   */
  public DensityChoice(Architecture dense, Task task, Weights trained) {
    this.dense = dense;
    this.task = task;
    this.trained = trained;
    this.plan = Families.draw(dense, task);
  }

  /** Densities of the first stages, what they lose, and the MACs of the whole network with them. */
  private record Partial(ImmutableList<Lean> densities, long macs, double lost) {}

  /** What one density of one stage costs. */
  private record Option(Lean density, long saved, double lost) {}

  /**
   * Returns the network with the densities that lose least.
   *
   * @param choices what every stage may have; the density that it has now need not be among them
   * @param macs most that one image may cost
   * @throws IllegalArgumentException if not even the leanest choices are within the MACs
   */
  public Architecture within(long macs, List<Lean> choices) {
    List<Partial> front = List.of(new Partial(ImmutableList.of(), MacLedger.macs(plan), 0));
    for (int stage = 0; stage < dense.stages().size(); stage++) {
      front = unbeaten(extended(front, options(stage, choices)));
    }
    Partial leanest = front.get(0);
    Partial best =
        front.stream()
            .filter(partial -> partial.macs() <= macs)
            .min(Comparator.comparingDouble(Partial::lost).thenComparingLong(Partial::macs))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The leanest choice has %s MACs (%s), more than %s. Allow leaner densities or more MACs."
                            .formatted(
                                Quantities.formatExactly(leanest.macs()),
                                leanest.densities(),
                                Quantities.formatExactly(macs))));
    Architecture chosen = dense;
    for (int stage = 0; stage < best.densities().size(); stage++) {
      chosen = with(chosen, stage, best.densities().get(stage));
    }
    return chosen;
  }

  private static Architecture with(Architecture architecture, int stage, Lean density) {
    Stage changed = architecture.stages().get(stage).withLean(density);
    return architecture.withStage(stage, changed);
  }

  private List<Option> options(int stage, List<Lean> choices) {
    List<Option> options = new ArrayList<>();
    for (Lean density : choices) {
      option(stage, density).ifPresent(options::add);
    }
    checkArgument(
        !options.isEmpty(),
        "Stage %s, of width %s, can have none of the densities %s. Add another, such as dense.",
        stage + 1,
        dense.stages().get(stage).width(),
        choices);
    return options;
  }

  /** A density whose groups do not divide the stage's channels is none of its options. */
  private Optional<Option> option(int stage, Lean density) {
    try {
      Blueprint lean = Families.draw(with(dense, stage, density), task);
      return Optional.of(
          new Option(density, MacLedger.macs(plan) - MacLedger.macs(lean), lost(lean)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private double lost(Blueprint lean) {
    double lost = 0;
    for (Node node : lean.nodes()) {
      Node source = plan.nodes().get(node.index());
      if (node.layer() instanceof LeanConv form && !form.equals(source.layer())) {
        lost += Math.pow(Projection.of(DenseKernel.of(source, trained), form).relativeError(), 2);
      }
    }
    return lost;
  }

  private static List<Partial> extended(List<Partial> front, List<Option> options) {
    List<Partial> extended = new ArrayList<>();
    for (Partial partial : front) {
      for (Option option : options) {
        ImmutableList<Lean> densities =
            ImmutableList.<Lean>builder().addAll(partial.densities()).add(option.density()).build();
        extended.add(
            new Partial(
                densities, partial.macs() - option.saved(), partial.lost() + option.lost()));
      }
    }
    return extended;
  }

  /** Cheapest first; every one loses less than all that are cheaper. */
  private static List<Partial> unbeaten(List<Partial> partials) {
    List<Partial> sorted = partials.stream().sorted(CHEAPEST_FIRST).toList();
    List<Partial> unbeaten = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (Partial partial : sorted) {
      if (partial.lost() < least) {
        least = partial.lost();
        unbeaten.add(partial);
      }
    }
    return unbeaten;
  }
}
