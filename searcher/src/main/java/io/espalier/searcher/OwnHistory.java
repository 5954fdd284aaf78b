package io.espalier.searcher;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Set;

/** Proposes what another searcher does, but only from a history that its spec can have made. */
final class OwnHistory implements Searcher {

  private final Searcher searcher;
  private final String name;
  private final Architecture base;
  private final Architecture largest;
  private final long baseMacs;

  OwnHistory(Searcher searcher, SearchSpec spec, Evaluator evaluator) {
    this.searcher = searcher;
    this.name = spec.name();
    this.base = spec.space().base();
    this.largest = spec.space().largest();
    this.baseMacs = evaluator.cost(base).macs();
  }

  /**
   * @throws IllegalArgumentException if the history does not begin with the spec's base, or has an
   *     architecture that is not of its space; the message names the spec and the trial
   */
  @Override
  public List<Candidate> propose(History history) {
    history.evaluations().forEach(this::check);
    return searcher.propose(history);
  }

  private void check(Evaluation evaluation) {
    Architecture tried = evaluation.candidate().architecture();
    boolean own =
        evaluation.number() == 0
            ? tried.equals(base) && evaluation.macs() == baseMacs
            : tried.contains(base) && largest.contains(tried);
    checkArgument(
        own,
        "The history belongs to another spec than '%s': its trial %s is %s with %s MACs, which %s. Resume it with its own spec.",
        name,
        evaluation.number(),
        tried.summary(),
        evaluation.macs(),
        evaluation.number() == 0
            ? "is not the base, %s with %s MACs".formatted(base.summary(), baseMacs)
            : "the space does not have");
  }

  @Override
  public Set<Integer> parents(History history) {
    return searcher.parents(history);
  }

  @Override
  public String ending(History history) {
    return searcher.ending(history);
  }

  @Override
  public int plannedTrials() {
    return searcher.plannedTrials();
  }

  @Override
  public int plannedEpochs(int full) {
    return searcher.plannedEpochs(full);
  }

  @Override
  public int plannedParents() {
    return searcher.plannedParents();
  }
}
