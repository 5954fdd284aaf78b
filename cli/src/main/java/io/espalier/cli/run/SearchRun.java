package io.espalier.cli.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.espalier.cli.run.Event.Role;
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
import io.espalier.space.json.Json;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import io.espalier.trainer.learn.WeightsFolder;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drives a run from wherever its journal stands to its end: propose, refuse or train, journal, and
 * again.
 *
 * <p>It keeps no state of its own. Before every move it adds up the journal, so that going on after
 * a crash is the same as going on.
 */
public final class SearchRun {

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final RunFolder folder;
  private final Journal journal;
  private final SearchSpec spec;
  private final Evaluator evaluator;
  private final Optional<Searcher> searcher;
  private final TrialRunner runner;
  private final Optional<Trial.Start> start;
  private final HeldOut measuredOn;
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
        roles().size() - replay.inFull().size(),
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
    if (!replay.inFull().keySet().containsAll(roles())) {
      return trainInFull(replay);
    }
    finish(replay);
    return true;
  }

  private List<Role> roles() {
    if (looksUp()) {
      return List.of();
    }
    return searcher.isPresent() ? List.of(Role.BASE, Role.WINNER) : List.of(Role.WINNER);
  }

  /** Tells whether accuracies are looked up in a table, and nothing is trained. */
  private boolean looksUp() {
    return spec.data().table().isPresent();
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
    SortedMap<Integer, Candidate> candidates = new TreeMap<>();
    for (Role role : roles()) {
      if (!replay.inFull().containsKey(role)) {
        candidates.put(number(role, replay), inFull(role, replay));
      }
    }
    folder.weights().keepOnly(neededInFull(candidates, replay), candidates.keySet());
    Training training = spec.last().orElse(spec.train());
    return train(
        candidates,
        new TrialTemplate(
            spec, evaluator.task(), start, training, measuredOn, spec.dynamicResolution()),
        replay,
        (trial, outcome) -> {
          Role role = roles().get(trial.number() - replay.nextTrial());
          Candidate candidate = candidates.get(trial.number());
          Evaluation evaluation = evaluator.evaluate(trial.number(), candidate, outcome);
          journal.append(new Event.TrainedInFull(role, evaluation));
          listener.evaluated(evaluation);
        });
  }

  private int number(Role role, Replay replay) {
    return replay.nextTrial() + roles().indexOf(role);
  }

  private Candidate inFull(Role role, Replay replay) {
    if (searcher.isEmpty()) {
      return Candidate.fromScratch(started().only().orElseThrow(), "trained in full");
    }
    Evaluation evaluation = role == Role.BASE ? base(replay) : winner(replay);
    return Candidate.childOf(
        evaluation.number(),
        evaluation.candidate().architecture(),
        "the %s, trained in full".formatted(role == Role.BASE ? "base" : "winner"));
  }

  private Evaluation base(Replay replay) {
    Evaluation base = replay.evaluations().findFirst().orElseThrow();
    if (base.trained().isEmpty()) {
      throw new RunException(
          "The search cannot start: the base failed. %s".formatted(base.failure().orElseThrow()));
    }
    return base;
  }

  private Evaluation winner(Replay replay) {
    return bestWithinBudget(replay)
        .orElseThrow(
            () ->
                new RunException(
                    "Nothing was found within %,d to %,d MACs. Let more dimensions grow, with smaller steps, or allow a larger tolerance; see the trials with 'espalier compare %s'."
                        .formatted(
                            evaluator.budget().fewestMacs(),
                            evaluator.budget().mostMacs(),
                            folder.path())));
  }

  /** The best of those trained longest: only equals are compared. */
  private Optional<Evaluation> bestWithinBudget(Replay replay) {
    History tried = replay.tried();
    int full = spec.train().epochs();
    Comparator<Evaluation> longestFirst =
        Comparator.comparingInt(e -> -tried.trainedEpochs(e, full));
    return tried
        .evaluations()
        .filter(e -> e.score().isPresent() && evaluator.budget().admitsMacs(e.macs()))
        .min(longestFirst.thenComparing(Evaluation.BEST_FIRST));
  }

  private void finish(Replay replay) throws IOException {
    Results results = looksUp() ? lookedUp(replay) : trained(replay);
    byte[] bytes = JSON.writeValueAsBytes(results);
    DurableFile.write(folder.results(), bytes);
    journal.append(
        new Event.Finished(Hashing.sha256().hashBytes(bytes).toString(), ending(replay)));
  }

  private Results lookedUp(Replay replay) {
    return Results.of(
        spec,
        evaluator.task(),
        replay,
        replay.evaluations().findFirst(),
        winner(replay),
        ending(replay),
        measuredOn);
  }

  private Optional<String> ending(Replay replay) {
    return searcher.map(ended -> ended.ending(replay.history()));
  }

  private Results trained(Replay replay) throws IOException {
    Evaluation winner = replay.inFull().get(Role.WINNER);
    if (winner.trained().isEmpty()) {
      throw new RunException(
          "The winner's training in full failed: %s".formatted(winner.failure().orElseThrow()));
    }
    keepBest(winner.number(), winner.trained().get().weights());
    return Results.of(
        spec,
        evaluator.task(),
        replay,
        Optional.ofNullable(replay.inFull().get(Role.BASE)),
        winner,
        ending(replay),
        measuredOn);
  }

  private void keepBest(int winner, String sha256) throws IOException {
    WeightsFolder weights = folder.weights();
    // They are gone where the run was finished before, and its journal lost its last line.
    if (Files.exists(weights.weights(winner))) {
      DurableFile.copy(weights.weights(winner), weights.best());
    }
    WeightsFile.verify(weights.best(), sha256);
  }

  /**
   * Keeps the weights from which the open round or a later one may start, and those of base and
   * winner.
   */
  private void dropUnneeded() throws IOException {
    Replay replay = replay();
    Set<Integer> needed = new HashSet<>();
    searcher.ifPresent(proposing -> needed.addAll(proposing.parents(replay.tried())));
    Stream.concat(replay.evaluations().limit(1), bestWithinBudget(replay).stream())
        .map(Evaluation::number)
        .forEach(needed::add);
    Set<Integer> unfinished = new HashSet<>();
    replay.open().ifPresent(round -> unfinished.addAll(round.unfinished()));
    unfinished.stream()
        .flatMapToInt(number -> replay.open().orElseThrow().candidate(number).parent().stream())
        .forEach(needed::add);
    folder.weights().keepOnly(needed, unfinished);
  }

  /** What the last trainings start from, and what one of them may have made already. */
  private static Set<Integer> neededInFull(
      SortedMap<Integer, Candidate> candidates, Replay replay) {
    return Stream.concat(
            candidates.values().stream().flatMapToInt(c -> c.parent().stream()).boxed(),
            replay.inFull().values().stream().map(Evaluation::number))
        .collect(Collectors.toSet());
  }
}
