package io.espalier.engine.session;

import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event.Role;
import io.espalier.evaluator.Plan;
import io.espalier.space.spec.Data;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run trains in the end: base and winner of a search, each from the weights of its trial, or
 * the one network that a plan is about.
 *
 * @param roles what is trained, in the order of the trials
 * @param plan what the run does
 * @param finalists find base and winner
 */
record FullTraining(List<Role> roles, Plan plan, Finalists finalists) {

  /** Copies the list. */
  FullTraining {
    roles = List.copyOf(roles);
  }

  /** Says what is trained; nothing is where accuracies are looked up. */
  static FullTraining of(Data data, Plan plan, Finalists finalists) {
    List<Role> trained =
        plan.only().isPresent() ? List.of(Role.WINNER) : List.of(Role.BASE, Role.WINNER);
    return new FullTraining(data.match(images -> trained, table -> List.of()), plan, finalists);
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
    if (plan.only().isPresent()) {
      return Candidate.fromScratch(plan.only().get(), plan.treatment());
    }
    Evaluation evaluation = role == Role.BASE ? finalists.base(replay) : finalists.winner(replay);
    return Candidate.childOf(
        evaluation.number(),
        evaluation.candidate().architecture(),
        "the %s, %s".formatted(role == Role.BASE ? "base" : "winner", plan.treatment()));
  }

  /** Returns where the search started, as it is in the end; empty where nothing was searched. */
  Optional<Evaluation> base(Replay replay) {
    return roles.isEmpty()
        ? replay.evaluations().findFirst()
        : Optional.ofNullable(replay.inFull().get(Role.BASE));
  }

  /**
   * Returns what the run found.
   *
   * @throws RunException if its training failed, or nothing was found
   */
  Evaluation winner(Replay replay) {
    if (roles.isEmpty()) {
      return finalists.winner(replay);
    }
    Evaluation winner = replay.inFull().get(Role.WINNER);
    if (winner.trained().isEmpty()) {
      throw new RunException(
          "The winner's training in full failed: %s".formatted(winner.failure().orElseThrow()));
    }
    return winner;
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
