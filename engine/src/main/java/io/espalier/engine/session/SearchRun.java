package io.espalier.engine.session;

import io.espalier.engine.journal.Event;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Drives a run from wherever its journal stands to its end: propose, refuse or train, journal, and
 * again.
 *
 * <p>It keeps no state of its own. Before every move it adds up the journal, so that going on after
 * a crash is the same as going on.
 */
public final class SearchRun {

  private final RunFolder folder;
  private final Journal journal;
  private final SearchSpec spec;
  private final Evaluator evaluator;
  private final Optional<Searcher> searcher;
  private final TrialRunner runner;
  private final Optional<Trial.Start> start;
  private final HeldOut measuredOn;
  private final Finalists finalists;
  private final RunListener listener;

  /**
   * Prepares a run.
   *
   * @param folder its files, locked by the caller
   * @param journal stays the caller's
   * @param searcher proposes candidates; none where one architecture is trained and nothing
   *     searched
   * @param runner trains them
   * @param start where networks without a parent start, if not from weights that are drawn
   * @param measuredOn what networks are measured on that were trained in full
   * @param listener is told what happens
   */
  public SearchRun(
      RunFolder folder,
      Journal journal,
      SearchSpec spec,
      Evaluator evaluator,
      Optional<Searcher> searcher,
      TrialRunner runner,
      Optional<Trial.Start> start,
      HeldOut measuredOn,
      RunListener listener) {
    this.folder = folder;
    this.journal = journal;
    this.spec = spec;
    this.evaluator = evaluator;
    this.searcher = searcher;
    this.runner = runner;
    this.start = start;
    this.measuredOn = measuredOn;
    this.finalists = new Finalists(evaluator.budget(), spec.train().epochs(), folder.path());
    this.listener = listener;
  }

  /**
   * Goes on until the run is finished or a monitor asks to stop.
   *
   * @return whether the run is finished
   * @throws RunException if nothing within the budget was found, or the winner's training failed
   */
  public boolean proceed() throws IOException {
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
        started().images().train(),
        searcher.map(s -> (double) s.plannedEpochs(full) / trials).orElse(0.0),
        spec.last().orElse(spec.train()).epochs(),
        fullTraining().left(replay),
        evaluator.cost(spec.space().base()).macs(),
        evaluator.budget().macs());
  }

  private Event.Started started() {
    return (Event.Started) journal.events().get(0);
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
      journal.append(new Event.Proposed(replay.nextTrial(), next));
      return true;
    }
    if (!fullTraining().done(replay)) {
      return trainInFull(replay);
    }
    Findings findings = new Findings(folder, spec, evaluator.task(), measuredOn, finalists);
    journal.append(findings.write(replay, searcher.map(ended -> ended.ending(replay.history()))));
    return true;
  }

  private FullTraining fullTraining() {
    if (spec.data().table().isPresent()) {
      return FullTraining.none(finalists);
    }
    return searcher.isPresent()
        ? FullTraining.ofSearch(finalists)
        : FullTraining.ofOne(started().only().orElseThrow(), finalists);
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
    return train(
        candidates,
        new TrialTemplate(
            spec,
            evaluator.task(),
            start,
            spec.train(),
            HeldOut.VALIDATION,
            spec.dynamicResolution().filter(d -> d.when() == When.SEARCH)),
        replay,
        (trial, outcome) -> evaluated(trial.number(), candidates.get(trial.number()), outcome));
  }

  private void evaluated(int number, Candidate candidate, Outcome outcome) throws IOException {
    Evaluation evaluation = evaluator.evaluate(number, candidate, outcome);
    journal.append(new Event.Evaluated(evaluation));
    listener.evaluated(evaluation);
    dropUnneeded();
  }

  private boolean train(
      SortedMap<Integer, Candidate> candidates,
      TrialTemplate template,
      Replay replay,
      SideBySide.Sink sink)
      throws IOException {
    List<Trial> all =
        candidates.entrySet().stream()
            .map(candidate -> template.trial(candidate.getKey(), candidate.getValue(), replay))
            .toList();
    return new SideBySide(runner, journal, trial -> monitor(trial, candidates)).run(all, sink);
  }

  private TrialMonitor monitor(Trial trial, SortedMap<Integer, Candidate> candidates) {
    String why = candidates.get(trial.number()).why();
    return listener.trial(trial, why, evaluator.cost(trial.architecture()).macs());
  }

  /** Trains base and winner longer, side by side. */
  private boolean trainInFull(Replay replay) throws IOException {
    FullTraining fullTraining = fullTraining();
    SortedMap<Integer, Candidate> candidates = fullTraining.candidates(replay);
    listener.plan(plan(replay).inFull());
    folder.weights().keepOnly(FullTraining.neededBy(candidates, replay), candidates.keySet());
    Training training = spec.last().orElse(spec.train());
    return train(
        candidates,
        new TrialTemplate(
            spec, evaluator.task(), start, training, measuredOn, spec.dynamicResolution()),
        replay,
        (trial, outcome) -> {
          Candidate candidate = candidates.get(trial.number());
          Evaluation evaluation = evaluator.evaluate(trial.number(), candidate, outcome);
          journal.append(
              new Event.TrainedInFull(fullTraining.role(trial.number(), replay), evaluation));
          listener.evaluated(evaluation);
        });
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
