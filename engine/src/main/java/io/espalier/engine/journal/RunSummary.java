package io.espalier.engine.journal;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a run's folder says about it, also while another process works on it.
 *
 * @param folder its files
 * @param started how it was made
 * @param document what was asked for
 * @param replay where it stands
 * @param ending why the search ended, if it is finished
 */
public record RunSummary(
    RunFolder folder,
    Event.Started started,
    SpecDocument document,
    Replay replay,
    Optional<String> ending) {

  /**
   * Reads a run.
   *
   * @throws RunException if it is none, or its journal or spec is damaged
   */
  public static RunSummary read(RunFolder folder) throws IOException {
    List<Event> events = Journal.events(folder.journal());
    Event.Started started = started(folder, events);
    Optional<String> ending =
        events.stream()
            .filter(Event.Finished.class::isInstance)
            .flatMap(finished -> ((Event.Finished) finished).ending().stream())
            .findFirst();
    return new RunSummary(folder, started, document(folder, started), Replay.of(events), ending);
  }

  /** Returns how a run was made. */
  public static Event.Started started(RunFolder folder, List<Event> events) {
    if (!events.isEmpty() && events.get(0) instanceof Event.Started started) {
      return started;
    }
    throw new RunException(
        "The journal %s does not say how the run was made. Start the search anew."
            .formatted(folder.journal()));
  }

  /**
   * Returns the spec of a run, as it was given and overridden.
   *
   * @throws RunException if it is not the one that the run was made with
   */
  public static SpecDocument document(RunFolder folder, Event.Started started) {
    SpecDocument document = new SpecReader().read(folder.spec(), started.overrides());
    if (!CanonicalSpec.sha256(document.spec()).equals(started.spec())) {
      throw new RunException(
          "%s is not the spec that the run was made with. Put the original back, or start a new search with it."
              .formatted(folder.spec()));
    }
    return document;
  }

  /** Returns the compute threads that the trials of a run have. */
  public static int threads(List<Event> events) {
    int threads = 1;
    for (Event event : events) {
      if (event instanceof Event.Started started) {
        threads = started.threads();
      } else if (event instanceof Event.Resumed resumed) {
        threads = resumed.threads().orElse(threads);
      }
    }
    return threads;
  }

  /** Returns what was asked for. */
  public SearchSpec spec() {
    return document.spec();
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
    return looksUp() && replay.finished()
        ? replay
            .evaluations()
            .filter(e -> e.score().isPresent() && spec().budget().admitsMacs(e.macs()))
            .min(Evaluation.BEST_FIRST)
        : Optional.ofNullable(replay.inFull().get(Event.Role.WINNER));
  }

  /** Tells whether accuracies are looked up in a table, and nothing is trained. */
  public boolean looksUp() {
    return spec().data().table().isPresent();
  }

  /** Returns the base trained in full, if it was; looked up where nothing is trained. */
  public Optional<Evaluation> baseInTheEnd() {
    return base().filter(e -> looksUp() || replay.inFull().containsValue(e));
  }

  /**
   * Returns the network that the run found.
   *
   * @throws RunException if the run is not finished, or its training in full failed
   */
  public Evaluation trainedWinner() {
    return winner()
        .filter(found -> found.trained().isPresent())
        .orElseThrow(
            () ->
                new RunException(
                    "The run %s has no winner yet. Go on with 'espalier resume %s'."
                        .formatted(folder.path(), folder.path())));
  }

  /** Returns by how much of all images the winner is better than the base, both in full. */
  public OptionalDouble gain() {
    OptionalDouble base = topOne(baseInTheEnd());
    OptionalDouble found = topOne(winner());
    return base.isPresent() && found.isPresent()
        ? OptionalDouble.of(found.getAsDouble() - base.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble topOne(Optional<Evaluation> evaluation) {
    return evaluation.map(Evaluation::topOne).orElseGet(OptionalDouble::empty);
  }

  /** Returns what networks are measured on that are trained in full. */
  public HeldOut measuredOn() {
    return started.images().test() > 0 ? HeldOut.TEST : HeldOut.VALIDATION;
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
