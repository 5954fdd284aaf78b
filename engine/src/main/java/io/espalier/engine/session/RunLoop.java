package io.espalier.engine.session;

import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.spec.SearchSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Drives a run from wherever its journal stands to its end: propose, refuse or train, journal, and
 * again.
 *
 * <p>It keeps no state of its own. Before every move it adds up the journal, so that going on after
 * a crash is the same as going on.
 */
final class RunLoop {

  private final RunFolder folder;
  private final Journal journal;
  private final Event.Started started;
  private final SearchSpec spec;
  private final Evaluator evaluator;
  private final Optional<Searcher> searcher;
  private final TrialRunner runner;
  private final Optional<Trial.Start> start;
  private final HeldOut measuredOn;
  private final Finalists finalists;
  private final FullTraining finals;
  private final RunListener listener;
  private final Chronicle chronicle;
  private final BooleanSupplier stop;

  /**
   * Prepares a run.
   *
   * @param folder its files, locked by the caller
   * @param journal stays the caller's; its first event says how the run was made
   * @param searcher proposes candidates; none where nothing is searched
   * @param runner trains them
   * @param start where networks without a parent start, if not from weights that are drawn
   * @param listener is told what happens
   * @param stop tells whether trials are to stop at their next batch
   */
  RunLoop(
      RunFolder folder,
      Journal journal,
      SearchSpec spec,
      Optional<Searcher> searcher,
      TrialRunner runner,
      Optional<Trial.Start> start,
      RunListener listener,
      BooleanSupplier stop) {
    this.folder = folder;
    this.journal = journal;
    this.started = (Event.Started) journal.events().get(0);
    this.spec = spec;
    this.evaluator =
        new Evaluator(started.images().task(), spec.budget(), spec.dynamicResolution());
    this.searcher = searcher;
    this.runner = runner;
    this.start = start;
    this.measuredOn = started.images().measuredOn();
    this.finalists = new Finalists(spec.budget(), spec.train().epochs(), folder.path());
    this.finals = FullTraining.of(spec.data(), started.planned(), finalists);
    this.listener = listener;
    this.chronicle = new Chronicle(journal, listener);
    this.stop = stop;
  }

  /**
   * Goes on until the run is finished or it is asked to stop.
   *
   * @return whether the run is finished
   * @throws RunException if nothing within the budget was found, or the winner's training failed
   */
  boolean proceed() throws IOException {
    searcher.ifPresent(this::verifyProposals);
    listener.plan(plan(replay()));
    while (true) {
      Replay replay = replay();
      if (replay.finished()) {
        folder.weights().keepOnly(Set.of(), Set.of());
        return true;
      }
      if (!step(replay)) {
        return false;
      }
    }
  }

  private Replay replay() {
    return Replay.of(journal.events());
  }

  private RunPlan plan(Replay replay) {
    int trials = searcher.map(Searcher::plannedTrials).orElse(0);
    int full = spec.train().epochs();
    return new RunPlan(
        trials,
        Math.toIntExact(replay.evaluations().count()),
        started.images().train(),
        searcher.map(s -> (double) s.plannedEpochs(full) / trials).orElse(0.0),
        spec.last().orElse(spec.train()).epochs(),
        finals.left(replay),
        evaluator.cost(spec.space().base()).macs(),
        evaluator.budget().macs());
  }

  /** A journal whose proposals this program would not make belongs to another version of it. */
  private void verifyProposals(Searcher proposing) {
    List<List<Evaluation>> rounds = replay().history().rounds();
    for (int i = 0; i < rounds.size(); i++) {
      List<Candidate> proposed = proposing.propose(new History(rounds.subList(0, i)));
      List<Candidate> journaled = rounds.get(i).stream().map(Evaluation::candidate).toList();
      if (!proposed.equals(journaled)) {
        throw new RunException(
            "Round %d of %s was proposed by another version of Espalier. Resume with that one (see %s)."
                .formatted(i, folder.journal(), folder.provenance()));
      }
    }
  }

  /** Makes one move; returns whether it was made. */
  private boolean step(Replay replay) throws IOException {
    if (replay.open().isPresent()) {
      return tryAll(replay.open().get(), replay);
    }
    List<Candidate> next =
        searcher.map(proposing -> proposing.propose(replay.history())).orElse(List.of());
    if (!next.isEmpty()) {
      chronicle.happened(new Event.Proposed(replay.nextTrial(), next));
      return true;
    }
    if (!finals.done(replay)) {
      return trainInFull(replay);
    }
    Ending ending = new Ending(folder, spec, started, measuredOn, finals);
    chronicle.happened(ending.write(replay, searcher.map(ended -> ended.ending(replay.history()))));
    return true;
  }

  /** Tries what has no outcome in a round, side by side. */
  private boolean tryAll(Replay.OpenRound round, Replay replay) throws IOException {
    dropUnneeded();
    SortedMap<Integer, Candidate> candidates = new TreeMap<>();
    for (int number : round.unfinished()) {
      Candidate candidate = round.candidate(number);
      Optional<Outcome.Refused> refused =
          evaluator.refusal(evaluator.cost(candidate.architecture()));
      if (refused.isPresent()) {
        evaluated(number, candidate, refused.get());
      } else {
        candidates.put(number, candidate);
      }
    }
    TrialTemplate template =
        new TrialTemplate(
            spec.seed(),
            evaluator.task(),
            start,
            spec.train(),
            HeldOut.VALIDATION,
            spec.dynamicResolution().filter(d -> d.when() == When.SEARCH));
    return train(
        candidates,
        template,
        replay,
        (trial, outcome) -> evaluated(trial.number(), candidates.get(trial.number()), outcome));
  }

  private void evaluated(int number, Candidate candidate, Outcome outcome) throws IOException {
    chronicle.happened(new Event.Evaluated(evaluator.evaluate(number, candidate, outcome)));
    dropUnneeded();
  }

  private boolean train(
      SortedMap<Integer, Candidate> candidates,
      TrialMaker maker,
      Replay replay,
      SideBySide.Sink sink)
      throws IOException {
    List<Trial> all =
        candidates.entrySet().stream()
            .map(candidate -> maker.trial(candidate.getKey(), candidate.getValue(), replay))
            .toList();
    return new SideBySide(
            runner,
            chronicle,
            stop,
            trial -> listener.trial(trial, candidates.get(trial.number()).why(), macs(trial)))
        .run(all, sink);
  }

  private long macs(Trial trial) {
    return evaluator.cost(trial.architecture()).macs();
  }

  /** Trains base and winner longer, side by side; or the one network that the plan is about. */
  private boolean trainInFull(Replay replay) throws IOException {
    SortedMap<Integer, Candidate> candidates = finals.candidates(replay);
    listener.plan(plan(replay).inFull());
    folder.weights().keepOnly(FullTraining.neededBy(candidates, replay), candidates.keySet());
    TrialMaker maker =
        started.planned().match(new PlannedTrials(spec, evaluator.task(), start, measuredOn));
    return train(
        candidates,
        maker,
        replay,
        (trial, outcome) ->
            chronicle.happened(
                new Event.TrainedInFull(
                    finals.role(trial.number(), replay),
                    inFull(trial.number(), candidates.get(trial.number()), outcome))));
  }

  private Evaluation inFull(int number, Candidate candidate, Outcome outcome) {
    Evaluator.Cost cost =
        PlannedTrials.cost(started.planned(), evaluator.task())
            .orElseGet(() -> evaluator.cost(candidate.architecture()));
    return evaluator.evaluate(number, candidate, cost, outcome);
  }

  /**
   * Keeps the weights from which the open round or a later one may start, and those of base and
   * winner.
   */
  private void dropUnneeded() throws IOException {
    Replay replay = replay();
    Set<Integer> needed = new HashSet<>();
    searcher.ifPresent(proposing -> needed.addAll(proposing.parents(replay.tried())));
    Stream.concat(replay.evaluations().limit(1), finalists.bestWithinBudget(replay).stream())
        .map(Evaluation::number)
        .forEach(needed::add);
    Set<Integer> unfinished = new HashSet<>();
    replay.open().ifPresent(round -> unfinished.addAll(round.unfinished()));
    unfinished.stream()
        .flatMapToInt(number -> replay.open().orElseThrow().candidate(number).parent().stream())
        .forEach(needed::add);
    folder.weights().keepOnly(needed, unfinished);
  }
}
