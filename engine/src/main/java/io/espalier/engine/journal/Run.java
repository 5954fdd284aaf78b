package io.espalier.engine.journal;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.ParetoFront;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
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
 * @param weights where the best weights are, once the run is finished
 * @param downscaler where the weights of what makes thumbnails are, if the run learned it
 */
public record Run(
    RunFolder folder,
    Event.Started started,
    SpecDocument document,
    Replay replay,
    Optional<String> ending,
    Path weights,
    Path downscaler) {

  /**
   * Reads a run, also one that lean or thumb of version 0.1 made in a folder of its own.
   *
   * @throws RefusalException if there is no run
   * @throws RunException if its journal or spec is damaged
   */
  public static Run read(Path path) throws IOException {
    if (OlderFolder.is(path)) {
      return OlderFolder.read(path);
    }
    RunFolder folder = RunFolder.existing(path);
    List<Event> events = Journal.events(folder.journal());
    Event.Started started = started(folder, events);
    Optional<String> ending =
        events.stream()
            .filter(Event.Finished.class::isInstance)
            .flatMap(finished -> ((Event.Finished) finished).ending().stream())
            .findFirst();
    return new Run(
        folder,
        started,
        document(folder, started),
        Replay.of(events),
        ending,
        folder.weights().best(),
        folder.weights().bestDownscaler());
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
   * Returns the spec of a run, as it was given, overridden, and changed by the run's plan.
   *
   * @throws RunException if it is not the one that the run was made with
   */
  public static SpecDocument document(RunFolder folder, Event.Started started) {
    SpecDocument given = given(folder, started);
    SpecDocument document = given.with(started.planned().applied(given.spec()));
    if (!CanonicalSpec.sha256(document.spec()).equals(started.spec())) {
      throw new RunException(
          "%s is not the spec that the run was made with. Put the original back, or start a new search with it."
              .formatted(folder.spec()));
    }
    return document;
  }

  private static SpecDocument given(RunFolder folder, Event.Started started) {
    if (started.built().isPresent()) {
      return SpecDocument.built(started.built().get(), folder.spec().toString());
    }
    SpecReader reader = new SpecReader();
    return started.name().isPresent()
        ? reader.read(folder.spec(), started.overrides(), started.name().get())
        : reader.read(folder.spec(), started.overrides());
  }

  /** Returns the spec as it was given and overridden, without what the run's plan changed in it. */
  public SpecDocument given() {
    return given(folder, started);
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

  /** Returns what the run does. */
  public Plan plan() {
    return started.planned();
  }

  /** Returns what counts and scores its candidates. */
  public Evaluator evaluator() {
    return new Evaluator(started.images().task(), spec().budget(), spec().dynamicResolution());
  }

  /** Returns the measure that its networks are compared by. */
  public Measure measure() {
    return Measurement.scoreOf(started.images().task());
  }

  /** Returns the base: trained in full if it was, else as the search began. */
  public Optional<Evaluation> base() {
    return plan().only().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(replay.inFull().get(Event.Role.BASE))
            .or(() -> replay.evaluations().findFirst());
  }

  /** Returns the network that the run found, if it is finished. */
  public Optional<Evaluation> winner() {
    // Where accuracies are looked up, nothing is trained in the end.
    return Optional.ofNullable(replay.inFull().get(Event.Role.WINNER))
        .or(
            () ->
                replay.finished()
                    ? replay.tried().bestWithin(spec().budget(), spec().train().epochs())
                    : Optional.empty());
  }

  /** Tells whether accuracies are looked up in a table, and nothing is trained. */
  public boolean looksUp() {
    return spec().data().images().isEmpty();
  }

  /** Returns the base trained in full, if it was; looked up where nothing is trained. */
  public Optional<Evaluation> baseInTheEnd() {
    return base()
        .filter(e -> e.outcome() instanceof Outcome.LookedUp || replay.inFull().containsValue(e));
  }

  /** Returns the network that the winner is compared with: the base, or what was worked on. */
  public Optional<Contender> before() {
    return plan().subject().isPresent()
        ? winner().flatMap(found -> Contender.before(found, plan(), started.images().task()))
        : baseInTheEnd().map(Contender::of);
  }

  /** Returns what the run found, if it is finished. */
  public Optional<Contender> after() {
    return winner().map(Contender::of);
  }

  /** Returns by how much the score of what was found is higher than that of what was before. */
  public OptionalDouble gain() {
    OptionalDouble before = quality(before());
    OptionalDouble after = quality(after());
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble quality(Optional<Contender> contender) {
    return contender.map(Contender::quality).orElseGet(OptionalDouble::empty);
  }

  /**
   * Returns the network that the run found, with weights.
   *
   * @throws RefusalException if the run looks accuracies up, and trains nothing
   * @throws RunException if the run is not finished, or its training in full failed
   */
  public Evaluation trainedWinner() {
    if (looksUp()) {
      throw new RefusalException(
          "The run %s has trained nothing: its accuracies are in data.table."
              .formatted(folder.path()));
    }
    return winner()
        .filter(found -> found.trained().isPresent())
        .orElseThrow(
            () ->
                new RunException(
                    "The run %s has no winner yet. Resume it first.".formatted(folder.path())));
  }

  /** Returns what networks are measured on that are trained in full. */
  public HeldOut measuredOn() {
    return started.images().measuredOn();
  }

  /** Returns all evaluations of candidates, in the order of their trials. */
  public List<Evaluation> trials() {
    return replay.evaluations().toList();
  }

  /** Returns the candidates that no other beats without costing more MACs, cheapest first. */
  public List<Evaluation> paretoFront() {
    return ParetoFront.of(replay.evaluations());
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
    return Stream.concat(
        replay.evaluations(),
        replay.inFull().values().stream().sorted(Comparator.comparingInt(Evaluation::number)));
  }
}
