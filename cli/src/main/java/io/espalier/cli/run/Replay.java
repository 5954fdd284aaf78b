package io.espalier.cli.run;

import com.google.common.collect.Iterables;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param done the outcomes so far, in the order of the candidates
   */
  public record OpenRound(int first, List<Candidate> candidates, List<Evaluation> done) {
    /** Copies the lists. */
    public OpenRound {
      candidates = List.copyOf(candidates);
      done = List.copyOf(done);
    }

    /** Returns the number of the trial that is next. */
    public int next() {
      return first + done.size();
    }

    /** Returns the candidate that is next. */
    public Candidate candidate() {
      return candidates.get(done.size());
    }
  }

  /** Copies the map. */
  public Replay {
    inFull = Map.copyOf(inFull);
  }

  /** Adds up events. */
  public static Replay of(List<Event> events) {
    List<List<Evaluation>> rounds = new ArrayList<>();
    List<Event.Proposed> proposals = new ArrayList<>();
    Map<Event.Role, Evaluation> inFull = new EnumMap<>(Event.Role.class);
    boolean finished = false;
    for (Event event : events) {
      if (event instanceof Event.Proposed proposed) {
        proposals.add(proposed);
        rounds.add(new ArrayList<>());
      } else if (event instanceof Event.Evaluated evaluated) {
        rounds.get(rounds.size() - 1).add(evaluated.evaluation());
      } else if (event instanceof Event.TrainedInFull trained) {
        inFull.put(trained.role(), trained.evaluation());
      } else if (event instanceof Event.Finished) {
        finished = true;
      }
    }
    Optional<OpenRound> open = Optional.empty();
    if (!rounds.isEmpty()) {
      Event.Proposed last = Iterables.getLast(proposals);
      List<Evaluation> done = Iterables.getLast(rounds);
      if (done.size() < last.candidates().size()) {
        rounds.remove(rounds.size() - 1);
        open = Optional.of(new OpenRound(last.first(), last.candidates(), done));
      }
    }
    return new Replay(new History(rounds), open, inFull, finished);
  }

  /** Returns all evaluations of candidates, in the order of their trials. */
  public Stream<Evaluation> evaluations() {
    return Stream.concat(
        history.evaluations(), open.stream().flatMap(round -> round.done().stream()));
  }

  /** Returns the number of the first trial that no candidate was given yet. */
  public int nextTrial() {
    return open.map(round -> round.first() + round.candidates().size())
        .orElse(Math.toIntExact(history.evaluations().count()));
  }
}
