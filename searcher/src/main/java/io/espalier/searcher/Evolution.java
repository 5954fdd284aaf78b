package io.espalier.searcher;

import com.google.auto.service.AutoService;
import com.google.common.collect.Sets;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.growth.Axis;
import io.espalier.space.spec.SearchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Aging evolution (Real et al., Regularized Evolution for Image Classifier Architecture Search,
 * arXiv 1802.01548, algorithm 1), within the budget.
 *
 * <p>The first of a population are drawn at random. Then each child is a mutation of the best of a
 * sample of the living, which are the youngest of all that were tried. A mutation moves on one axis
 * to any other value; where that leaves the budget, other axes give way at random (ours).
 *
 * <p>A child inherits its parent's weights where it contains it, and otherwise the base's, which
 * all architectures of a space contain (ours).
 */
public final class Evolution implements Searcher {

  private static final int MOST_ATTEMPTS = 50;
  private static final int POPULATION = 12;
  private static final int SAMPLE = 4;

  private final Affordable affordable;
  private final long seed;
  private final Rounds rounds;
  private final EvolutionSettings setting;

  /**
   * How it evolves.
   *
   * @param population how many of the youngest live
   * @param sample of how many the best is a parent
   * @param mutations axes on which a child differs from its parent, beside those that give way
   */
  public record EvolutionSettings(int population, int sample, int mutations) {

    private static EvolutionSettings of(Options options) {
      int population = options.whole("population", 2, POPULATION);
      int sample = options.positive("sample", Math.min(SAMPLE, population));
      if (sample > population) {
        throw options.mistake(
            "sample",
            "A sample of %s cannot be taken from a population of %s. Write at most the size of the population."
                .formatted(sample, population));
      }
      return new EvolutionSettings(population, sample, options.positive("mutations", 1));
    }
  }

  /**
   * The strategy {@code evolution}, with the options {@code trials}, {@code batch}, {@code
   * population}, {@code sample} and {@code mutations}.
   */
  @AutoService(Strategy.class)
  public static final class Aging implements Strategy {
    @Override
    public String name() {
      return "evolution";
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options =
          new Options(
              spec.search(),
              Sets.union(Rounds.OPTIONS, Set.of("population", "sample", "mutations")));
      return new Evolution(
          new Affordable(spec.space(), evaluator),
          spec.seed(),
          Rounds.of(options),
          EvolutionSettings.of(options));
    }
  }

  /**
   * Makes a searcher.
   *
   * @param affordable what it proposes from
   * @param seed the run's seed
   */
  public Evolution(Affordable affordable, long seed, Rounds rounds, EvolutionSettings setting) {
    this.affordable = affordable;
    this.seed = seed;
    this.rounds = rounds;
    this.setting = setting;
  }

  @Override
  public int plannedTrials() {
    return rounds.trials();
  }

  @Override
  public int plannedParents() {
    return 1 + setting.population();
  }

  @Override
  public List<Candidate> propose(History history) {
    List<Evaluation> living = living(history);
    boolean grownUp = history.evaluations().count() > setting.population();
    return rounds.next(
        history,
        affordable.architecture(affordable.base()),
        (trial, taken) -> {
          SplittableRandom random = Draws.of(seed, trial, "evolution");
          Optional<Candidate> child =
              grownUp && !living.isEmpty() ? child(living, taken, random) : Optional.empty();
          return child.or(() -> founder(taken, random));
        });
  }

  /** The youngest that are within the budget and have a score, oldest first. */
  private List<Evaluation> living(History history) {
    List<Evaluation> scored =
        history
            .evaluations()
            .filter(e -> e.score().isPresent() && affordable.budget().admitsMacs(e.macs()))
            .toList();
    return scored.subList(Math.max(0, scored.size() - setting.population()), scored.size());
  }

  private Optional<Candidate> founder(Set<Architecture> taken, SplittableRandom random) {
    return affordable
        .draw(random, point -> !taken.contains(affordable.architecture(point)))
        .map(point -> Candidate.childOf(0, affordable.architecture(point), "drawn at random"));
  }

  private Optional<Candidate> child(
      List<Evaluation> living, Set<Architecture> taken, SplittableRandom random) {
    Evaluation parent = sample(living, random).min(Evaluation.BEST_FIRST).orElseThrow();
    int[] from = affordable.grid().point(parent.candidate().architecture());
    return Stream.generate(() -> mutation(from, random))
        .limit(MOST_ATTEMPTS)
        .flatMap(Optional::stream)
        .filter(point -> !taken.contains(affordable.architecture(point)))
        .findFirst()
        .map(point -> candidate(parent, from, point));
  }

  /** Draws without putting back. */
  private Stream<Evaluation> sample(List<Evaluation> living, SplittableRandom random) {
    List<Evaluation> left = new ArrayList<>(living);
    return IntStream.range(0, Math.min(setting.sample(), living.size()))
        .mapToObj(i -> left.remove(random.nextInt(left.size())));
  }

  private Optional<int[]> mutation(int[] from, SplittableRandom random) {
    int[] point = from.clone();
    int[] free =
        IntStream.range(0, point.length).filter(axis -> affordable.reachOf(axis) > 1).toArray();
    int[] kept = new int[Math.min(setting.mutations(), free.length)];
    for (int i = 0; i < kept.length; i++) {
      int drawn = i + random.nextInt(free.length - i);
      kept[i] = free[drawn];
      free[drawn] = free[i];
      int other = random.nextInt(affordable.reachOf(kept[i]) - 1);
      point[kept[i]] = other < point[kept[i]] ? other : other + 1;
    }
    return affordable.settle(point, random, kept);
  }

  private Candidate candidate(Evaluation parent, int[] from, int[] point) {
    Architecture before = parent.candidate().architecture();
    Architecture after = affordable.architecture(point);
    String changes =
        IntStream.range(0, point.length)
            .filter(axis -> point[axis] != from[axis])
            .mapToObj(axis -> change(affordable.grid().axes().get(axis), before, after))
            .collect(Collectors.joining(", "));
    boolean inherits = after.contains(before);
    return Candidate.childOf(
        inherits ? parent.number() : 0,
        after,
        "mutation of trial %d%s: %s"
            .formatted(parent.number(), inherits ? "" : ", with the weights of the base", changes));
  }

  private static String change(Axis axis, Architecture from, Architecture to) {
    return "%s %s to %s".formatted(axis, axis.valueIn(from), axis.valueIn(to));
  }

  @Override
  public String ending(History history) {
    return rounds.ending(history);
  }

  @Override
  public Set<Integer> parents(History history) {
    return Stream.concat(Stream.of(0), living(history).stream().map(Evaluation::number))
        .collect(Collectors.toUnmodifiableSet());
  }
}
