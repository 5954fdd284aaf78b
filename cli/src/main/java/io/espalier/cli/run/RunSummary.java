package io.espalier.cli.run;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.space.spec.SearchSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run's folder says about it, also while another process works on it.
 *
 * @param folder its files
 * @param started how it was made
 * @param spec what was asked for
 * @param replay where it stands
 */
public record RunSummary(RunFolder folder, Event.Started started, SearchSpec spec, Replay replay) {

  /**
   * Reads a run.
   *
   * @throws RunException if it is none, or its journal or spec is damaged
   */
  public static RunSummary read(RunFolder folder) throws IOException {
    List<Event> events = Journal.events(folder.journal());
    Event.Started started = RunSession.started(folder, events);
    return new RunSummary(folder, started, RunSession.spec(folder, started), Replay.of(events));
  }

  /** Returns the base: trained in full if it was, else as the search began. */
  public Optional<Evaluation> base() {
    return started.only().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(replay.inFull().get(Event.Role.BASE))
            .or(() -> replay.evaluations().findFirst());
  }

  /** Returns the network that the run found, if it is finished. */
  public Optional<Evaluation> winner() {
    return Optional.ofNullable(replay.inFull().get(Event.Role.WINNER));
  }

  /** Returns the best candidate so far. */
  public Optional<Evaluation> bestCandidate() {
    return replay.evaluations().filter(e -> e.score().isPresent()).min(Evaluation.BEST_FIRST);
  }

  /** Returns the trials that failed or were refused. */
  public List<Evaluation> failures() {
    return everything().filter(e -> e.failure().isPresent()).toList();
  }

  /** Returns the time that all trials took, in seconds. */
  public double trainingSeconds() {
    return everything()
        .flatMap(e -> e.trained().stream())
        .map(Outcome.Trained::timing)
        .mapToDouble(Timing::seconds)
        .sum();
  }

  private Stream<Evaluation> everything() {
    return Stream.concat(replay.evaluations(), replay.inFull().values().stream());
  }
}
