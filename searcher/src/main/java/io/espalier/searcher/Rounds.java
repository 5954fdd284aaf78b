package io.espalier.searcher;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many trials a search has, the base's among them, and how many are proposed together.
 *
 * @param trials most trials in all
 * @param batch candidates of a round, which workers can train side by side
 */
public record Rounds(int trials, int batch) {

  /** The names of the options that {@link #of} reads. */
  public static final Set<String> OPTIONS = Set.of("trials", "batch");

  private static final int TRIALS = 40;
  private static final int BATCH = 4;

  /** Proposes the candidate of a trial. */
  @FunctionalInterface
  interface Proposer {
    /**
     * Proposes a candidate.
     *
     * @param trial its number, by which its draws are seeded
     * @param taken architectures that must not be proposed again
     * @return empty if there is nothing left to propose
     */
    Optional<Candidate> propose(int trial, Set<Architecture> taken);
  }

  /**
   * Reads the options {@code trials} (at least 2, as the first is the base's) and {@code batch}.
   */
  public static Rounds of(Options options) {
    return new Rounds(options.whole("trials", 2, TRIALS), options.positive("batch", BATCH));
  }

  /**
   * Fills the next round: with the base if it is the first, and with nothing if the base failed or
   * the trials are used up.
   */
  List<Candidate> next(History history, Architecture base, Proposer proposer) {
    List<Evaluation> done = history.evaluations().toList();
    if (done.isEmpty()) {
      return List.of(Candidate.fromScratch(base, "the base"));
    }
    List<Candidate> round = new ArrayList<>();
    Set<Architecture> taken = taken(done);
    boolean more = done.get(0).failure().isEmpty();
    int end = Math.min(trials, done.size() + batch);
    for (int trial = done.size(); more && trial < end; trial++) {
      Optional<Candidate> candidate = proposer.propose(trial, taken);
      candidate.ifPresent(
          c -> {
            round.add(c);
            taken.add(c.architecture());
          });
      more = candidate.isPresent();
    }
    return round;
  }

  /** Says why {@link #next} returned nothing. */
  public String ending(History history) {
    long done = history.evaluations().count();
    return done >= trials
        ? "All %d trials are spent.".formatted(trials)
        : "After %d of %d trials, nothing within the budget is left to try."
            .formatted(done, trials);
  }

  private static Set<Architecture> taken(List<Evaluation> done) {
    return done.stream()
        .map(e -> e.candidate().architecture())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
