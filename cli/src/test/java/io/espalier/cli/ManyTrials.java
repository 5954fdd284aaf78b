package io.espalier.cli;

import com.google.auto.service.AutoService;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategy;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.spec.SearchSpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Tries one and the same network as often as the option {@code trials} says, ten in a round. */
@AutoService(Strategy.class)
public final class ManyTrials implements Strategy {

  /** Value of {@code search.strategy}. */
  static final String NAME = "many-trials-of-one";

  private static final int ROUND = 10;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Searcher searcher(SearchSpec spec, Evaluator evaluator) {
    int trials = Integer.parseInt(spec.search().options().get("trials"));
    Architecture base = spec.space().base();
    Architecture wider = base.withStage(1, Stage.of(1, 10));
    return new Searcher() {
      @Override
      public List<Candidate> propose(History history) {
        if (history.rounds().isEmpty()) {
          return List.of(Candidate.fromScratch(base, "the base"));
        }
        return Collections.nCopies(
            Math.min(ROUND, trials - plannedSoFar(history)),
            Candidate.childOf(0, wider, "once more"));
      }

      @Override
      public Set<Integer> parents(History history) {
        return Set.of(0);
      }

      @Override
      public String ending(History history) {
        return "All trials are spent.";
      }

      @Override
      public int plannedParents() {
        return 1;
      }

      @Override
      public int plannedTrials() {
        return trials;
      }
    };
  }

  private static int plannedSoFar(History history) {
    return Math.toIntExact(history.evaluations().count());
  }
}
