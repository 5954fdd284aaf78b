package io.espalier.cli.run;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a run stands: what its journal's events add up to.
 *
 * @param history the rounds that are complete
 * @param open the round that is being tried, if any
 * @param inFull base and winner trained in full, as far as they are
 * @param finished whether the results are written
 */
public record Replay(
    History history,
    Optional<OpenRound> open,
    Map<Event.Role, Evaluation> inFull,
    boolean finished) {

  /**
   * A round of which not every candidate has an outcome.
   *
   * @param first number of the first candidate's trial
   * @param candidates what is to be tried
   * @param done the outcomes so far, in the order of the candidates, whichever ended first
   */
  public record OpenRound(int first, List<Candidate> candidates, List<Evaluation> done) {
    /** Copies the lists. */
    public OpenRound {
      candidates = List.copyOf(candidates);
      done = done.stream().sorted(Comparator.comparingInt(Evaluation::number)).toList();
    }

    /** Returns the numbers of the trials without an outcome, in order. */
    public List<Integer> unfinished() {
      return IntStream.range(first, first + candidates.size())
          .filter(number -> !isDone(number))
          .boxed()
          .toList();
    }

    /** Returns the candidate of a trial. */
    public Candidate candidate(int number) {
      return candidates.get(number - first);
    }

    private boolean isDone(int number) {
      return done.stream().anyMatch(evaluation -> evaluation.number() == number);
    }

    private OpenRound with(Evaluation evaluation) {
      return new OpenRound(
          first, candidates, Stream.concat(done.stream(), Stream.of(evaluation)).toList());
    }
  }

  /** Copies the map. */
  public Replay {
    inFull = Map.copyOf(inFull);
  }

  /**
   * Adds up events.
   *
   * @throws RunException if they are in an order in which no run makes them
   */
  public static Replay of(List<Event> events) {
    Replay replay = new Replay(History.EMPTY, Optional.empty(), Map.of(), false);
    for (Event event : events) {
      replay = replay.after(event);
    }
    return replay;
  }

  private Replay after(Event event) {
    if (event instanceof Event.Proposed proposed) {
      checkOrder(open.isEmpty(), "a round is proposed before the last one is complete");
      return new Replay(
          history,
          Optional.of(new OpenRound(proposed.first(), proposed.candidates(), List.of())),
          inFull,
          finished);
    }
    if (event instanceof Event.Evaluated evaluated) {
      return after(evaluated.evaluation());
    }
    if (event instanceof Event.TrainedInFull trained) {
      Map<Event.Role, Evaluation> more = new EnumMap<>(Event.Role.class);
      more.putAll(inFull);
      more.put(trained.role(), trained.evaluation());
      return new Replay(history, open, more, finished);
    }
    return new Replay(history, open, inFull, finished || event instanceof Event.Finished);
  }

  private Replay after(Evaluation evaluation) {
    int number = evaluation.number();
    checkOrder(
        open.isPresent() && open.get().unfinished().contains(number),
        "trial %s has an outcome, but it was not its turn".formatted(number));
    OpenRound round = open.get().with(evaluation);
    return round.unfinished().isEmpty()
        ? new Replay(history.with(round.done()), Optional.empty(), inFull, finished)
        : new Replay(history, Optional.of(round), inFull, finished);
  }

  private static void checkOrder(boolean right, String wrong) {
    if (!right) {
      throw new RunException(
          "The events of the journal are out of order: %s. Put the original journal back, or start the search anew."
              .formatted(wrong));
    }
  }

  /** Returns all evaluations of candidates, in the order of their trials. */
  public Stream<Evaluation> evaluations() {
    return Stream.concat(
        history.evaluations(), open.stream().flatMap(round -> round.done().stream()));
  }

  /** Returns everything that has an outcome, with the open round as its last. */
  public History tried() {
    return open.map(round -> history.with(round.done())).orElse(history);
  }

  /** Returns the number of the first trial that no candidate was given yet. */
  public int nextTrial() {
    return open.map(round -> round.first() + round.candidates().size())
        .orElse(Math.toIntExact(history.evaluations().count()));
  }
}
