package io.espalier.searcher;

import com.google.auto.service.AutoService;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tries architectures drawn at random from those within the budget: what every other strategy has
 * to beat. Each inherits the base, which all architectures of a space contain.
 */
public final class RandomSampling implements Searcher {

  private final Affordable affordable;
  private final long seed;
  private final Rounds rounds;

  /** The strategy {@code random}, with the options {@code trials} and {@code batch}. */
  @AutoService(Strategy.class)
  public static final class Random implements Strategy {
    @Override
    public String name() {
      return "random";
    }

    @Override
    public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
      Options options = new Options(spec.search(), Rounds.OPTIONS);
      Affordable affordable = new Affordable(spec.space(), evaluator);
      return new RandomSampling(affordable, spec.seed(), Rounds.of(options));
    }
  }

  /**
   * Makes a searcher.
   *
   * @param affordable what it draws from
   * @param seed the run's seed
   */
  public RandomSampling(Affordable affordable, long seed, Rounds rounds) {
    this.affordable = affordable;
    this.seed = seed;
    this.rounds = rounds;
  }

  @Override
  public int plannedTrials() {
    return rounds.trials();
  }

  @Override
  public List<Candidate> propose(History history) {
    return rounds.next(history, affordable.architecture(affordable.base()), this::draw);
  }

  private Optional<Candidate> draw(int trial, Set<Architecture> taken) {
    return affordable
        .draw(
            Draws.of(seed, trial, "random"),
            point -> !taken.contains(affordable.architecture(point)))
        .map(point -> Candidate.childOf(0, affordable.architecture(point), "drawn at random"));
  }

  @Override
  public String ending(History history) {
    return rounds.ending(history);
  }

  @Override
  public int plannedParents() {
    return 1;
  }

  @Override
  public Set<Integer> parents(History history) {
    return Set.of(0);
  }
}
