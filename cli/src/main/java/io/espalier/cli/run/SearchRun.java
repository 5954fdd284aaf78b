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
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.space.json.Json;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import io.espalier.trainer.learn.WeightsFolder;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        dropUnneeded(replay);
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
    return new RunPlan(
        searcher.map(Searcher::plannedTrials).orElse(0),
        Math.toIntExact(replay.evaluations().count()),
        started().images().train(),
        spec.train().epochs(),
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
      return tryNext(replay.open().get(), replay);
    }
    List<Candidate> next =
        searcher.map(proposing -> proposing.propose(replay.history())).orElse(List.of());
    if (!next.isEmpty()) {
      journal.append(new Event.Proposed(replay.nextTrial(), next));
      return true;
    }
    for (Role role : roles()) {
      if (!replay.inFull().containsKey(role)) {
        return trainInFull(role, replay);
      }
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

  private boolean tryNext(Replay.OpenRound round, Replay replay) throws IOException {
    Candidate candidate = round.candidate();
    Evaluator.Cost cost = evaluator.cost(candidate.architecture());
    Optional<Outcome> outcome =
        evaluator
            .refusal(cost)
            .<Outcome>map(refused -> refused)
            .or(() -> train(round.next(), candidate, spec.train(), HeldOut.VALIDATION, replay));
    if (outcome.isEmpty()) {
      return false;
    }
    Evaluation evaluation = evaluator.evaluate(round.next(), candidate, outcome.get());
    journal.append(new Event.Evaluated(evaluation));
    listener.evaluated(evaluation);
    dropUnneeded(replay());
    return true;
  }

  private Optional<Outcome> train(
      int number, Candidate candidate, Training training, HeldOut heldOut, Replay replay) {
    Optional<Trial.Parent> parent =
        looksUp()
            ? Optional.empty()
            : candidate.parent().stream().mapToObj(p -> parent(p, replay)).findFirst();
    Trial trial =
        new Trial(
            number,
            candidate.architecture(),
            evaluator.task(),
            training,
            heldOut,
            spec.seed(),
            parent,
            parent.isPresent() ? Optional.empty() : start);
    long macs = evaluator.cost(candidate.architecture()).macs();
    return runner.run(trial, listener.trial(trial, candidate.why(), macs));
  }

  private static Trial.Parent parent(int number, Replay replay) {
    Evaluation evaluation =
        replay.evaluations().filter(e -> e.number() == number).findFirst().orElseThrow();
    return new Trial.Parent(
        number,
        evaluation.candidate().architecture(),
        evaluation.trained().orElseThrow().weights());
  }

  private boolean trainInFull(Role role, Replay replay) throws IOException {
    int number = replay.nextTrial() + roles().indexOf(role);
    Candidate candidate = inFull(role, replay);
    Training training = spec.last().orElse(spec.train());
    Optional<Outcome> outcome = train(number, candidate, training, measuredOn, replay);
    if (outcome.isEmpty()) {
      return false;
    }
    Evaluation evaluation = evaluator.evaluate(number, candidate, outcome.get());
    journal.append(new Event.TrainedInFull(role, evaluation));
    listener.evaluated(evaluation);
    return true;
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

  private Optional<Evaluation> bestWithinBudget(Replay replay) {
    return replay
        .evaluations()
        .filter(e -> e.score().isPresent() && evaluator.budget().admitsMacs(e.macs()))
        .min(Evaluation.BEST_FIRST);
  }

  private void finish(Replay replay) throws IOException {
    Results results = looksUp() ? lookedUp(replay) : trained(replay);
    byte[] bytes = JSON.writeValueAsBytes(results);
    DurableFile.write(folder.results(), bytes);
    String sha256 = Hashing.sha256().hashBytes(bytes).toString();
    journal.append(new Event.Finished(sha256, ending(replay)));
  }

  private Optional<String> ending(Replay replay) {
    return searcher.map(ended -> ended.ending(replay.history()));
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

  /** Keeps the weights from which the search may go on, and those of base and winner. */
  private void dropUnneeded(Replay replay) throws IOException {
    Set<Integer> needed = new HashSet<>();
    if (!replay.finished()) {
      searcher.ifPresent(proposing -> needed.addAll(proposing.parents(replay.tried())));
      Stream.concat(replay.evaluations().limit(1), bestWithinBudget(replay).stream())
          .map(Evaluation::number)
          .forEach(needed::add);
    }
    folder.weights().keepOnly(needed, Set.of());
  }
}
