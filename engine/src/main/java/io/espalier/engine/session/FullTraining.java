package io.espalier.engine.session;

import io.espalier.engine.journal.Event.Role;
import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run trains longer in the end: base and winner, each from the weights of its trial.
 *
 * @param roles what is trained, in the order of the trials
 * @param only the one architecture to train, where nothing is searched
 * @param finalists find base and winner
 */
record FullTraining(List<Role> roles, Optional<Architecture> only, Finalists finalists) {

  /** Copies the list. */
  FullTraining {
    roles = List.copyOf(roles);
  }

  /** What is trained in the end of a search. */
  static FullTraining ofSearch(Finalists finalists) {
    return new FullTraining(List.of(Role.BASE, Role.WINNER), Optional.empty(), finalists);
  }

  /** What is trained where nothing is searched. */
  static FullTraining ofOne(Architecture only, Finalists finalists) {
    return new FullTraining(List.of(Role.WINNER), Optional.of(only), finalists);
  }

  /** Where accuracies are looked up there is nothing to train. */
  static FullTraining none(Finalists finalists) {
    return new FullTraining(List.of(), Optional.empty(), finalists);
  }

  /** Tells whether all of it is done. */
  boolean done(Replay replay) {
    return replay.inFull().keySet().containsAll(roles);
  }

  /** Returns how many networks are still to be trained. */
  int left(Replay replay) {
    return roles.size() - replay.inFull().size();
  }

  /** Returns what is still to be trained, by the numbers of the trials. */
  SortedMap<Integer, Candidate> candidates(Replay replay) {
    SortedMap<Integer, Candidate> candidates = new TreeMap<>();
    for (Role role : roles) {
      if (!replay.inFull().containsKey(role)) {
        candidates.put(replay.nextTrial() + roles.indexOf(role), candidate(role, replay));
      }
    }
    return candidates;
  }

  /** Returns what a trial was made for. */
  Role role(int number, Replay replay) {
    return roles.get(number - replay.nextTrial());
  }

  private Candidate candidate(Role role, Replay replay) {
    if (only.isPresent()) {
      return Candidate.fromScratch(only.get(), "trained in full");
    }
    Evaluation evaluation = role == Role.BASE ? finalists.base(replay) : finalists.winner(replay);
    return Candidate.childOf(
        evaluation.number(),
        evaluation.candidate().architecture(),
        "the %s, trained in full".formatted(role == Role.BASE ? "base" : "winner"));
  }

  /**
   * Returns the trials whose weights are needed: what the trainings start from, and what one of
   * them may have made already.
   */
  static Set<Integer> neededBy(SortedMap<Integer, Candidate> candidates, Replay replay) {
    return Stream.concat(
            candidates.values().stream().flatMapToInt(c -> c.parent().stream()).boxed(),
            replay.inFull().values().stream().map(Evaluation::number))
        .collect(Collectors.toSet());
  }
}
