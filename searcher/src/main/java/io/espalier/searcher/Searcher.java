package io.espalier.searcher;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.History;
import java.util.List;
import java.util.Set;

/**
 * Proposes what to try next.
 *
 * <p>A searcher has no memory: what it proposes is a function of the spec, the seed and the
 * history, so that resuming a run is replaying its journal.
 */
public interface Searcher {

  /**
   * Returns the candidates of the next round; none when the search is over.
   *
   * @param history what was tried so far; every round is complete
   */
  List<Candidate> propose(History history);

  /**
   * Returns the numbers of the trials whose weights a later candidate may inherit; the weights of
   * others are not kept for it.
   *
   * @param history what was tried so far; the last round may be incomplete
   */
  Set<Integer> parents(History history);

  /**
   * Returns why there is nothing more to propose, as a sentence for people.
   *
   * @param history for which {@link #propose} returns nothing
   */
  String ending(History history);

  /** Returns the number of trials if every axis proposes in every round and none fails. */
  int plannedTrials();

  /**
   * Returns the epochs of all {@link #plannedTrials} together.
   *
   * @param full epochs of a trial that is trained for as long as the spec says
   */
  default int plannedEpochs(int full) {
    return plannedTrials() * full;
  }

  /** Returns the most {@link #parents} that there are at a time. */
  int plannedParents();
}
