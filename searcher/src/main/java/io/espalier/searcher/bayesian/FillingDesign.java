package io.espalier.searcher.bayesian;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.surrogate.Features;
import io.espalier.searcher.surrogate.GaussianProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Points that fill a budget, to learn from at the start: each is the farthest from all points
 * before, among some drawn points (Mitchell, Spectrally Optimal Sampling, 1991).
 *
 * <p>Of those drawn only the half with more MACs is looked at, because the best networks seldom
 * leave much of a budget unused.
 */
final class FillingDesign {

  private static final int DRAWS = 40;

  private final Affordable affordable;
  private final Features features;

  FillingDesign(Affordable affordable, Features features) {
    this.affordable = affordable;
    this.features = features;
  }

  /**
   * Returns points that differ from one another and from those taken.
   *
   * @return as many as asked for, or all that are left
   */
  List<ImmutableIntArray> points(int count, Set<ImmutableIntArray> taken, SplittableRandom random) {
    Set<ImmutableIntArray> used = new HashSet<>(taken);
    List<double[]> before = new ArrayList<>();
    List<ImmutableIntArray> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<ImmutableIntArray> next = farthest(draws(used, random), before);
      if (next.isEmpty()) {
        break;
      }
      used.add(next.get());
      before.add(features(next.get()));
      chosen.add(next.get());
    }
    return chosen;
  }

  private List<ImmutableIntArray> draws(Set<ImmutableIntArray> used, SplittableRandom random) {
    List<ImmutableIntArray> drawn = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      affordable
          .draw(random, point -> !used.contains(ImmutableIntArray.copyOf(point)))
          .map(ImmutableIntArray::copyOf)
          .ifPresent(drawn::add);
      if (drawn.size() <= i) {
        return drawn;
      }
    }
    drawn.sort(Comparator.comparingLong(this::macs));
    return drawn.subList(drawn.size() / 2, drawn.size());
  }

  private Optional<ImmutableIntArray> farthest(
      List<ImmutableIntArray> drawn, List<double[]> before) {
    return drawn.stream()
        .max(
            Comparator.comparingDouble(
                point ->
                    before.stream()
                        .mapToDouble(other -> GaussianProcess.distance(features(point), other))
                        .min()
                        .orElse(0)));
  }

  private double[] features(ImmutableIntArray point) {
    int[] at = point.toArray();
    return features.of(at, affordable.cost(at).orElseThrow());
  }

  private long macs(ImmutableIntArray point) {
    return affordable.cost(point.toArray()).orElseThrow().macs();
  }
}
