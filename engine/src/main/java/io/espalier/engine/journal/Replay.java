package io.espalier.engine.journal;

import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.History;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
      Set<Integer> ended = done.stream().map(Evaluation::number).collect(Collectors.toSet());
      return IntStream.range(first, first + candidates.size())
          .filter(number -> !ended.contains(number))
          .boxed()
          .toList();
    }

    /** Returns the candidate of a trial. */
    public Candidate candidate(int number) {
      return candidates.get(number - first);
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
    Tally tally = new Tally();
    events.forEach(event -> event.match(tally));
    return tally.total();
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
