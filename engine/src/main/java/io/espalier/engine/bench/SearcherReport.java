package io.espalier.engine.bench;

import com.google.common.primitives.ImmutableDoubleArray;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How near strategies came to the optimum.
 *
 * @param name name of the spec
 * @param budget what networks may cost
 * @param optimum the best within the budget
 * @param seeds searches of each strategy
 * @param trials most trials of a search
 * @param strategies what each reached
 */
public record SearcherReport(
    String name,
    Budget budget,
    Optimum optimum,
    int seeds,
    int trials,
    List<StrategyResult> strategies) {

  private static final List<Integer> MARKS = List.of(10, 20, 40, 80);

  /** Copies the list. */
  public SearcherReport {
    strategies = List.copyOf(strategies);
  }

  /**
   * A strategy.
   *
   * @param strategy its name
   * @param trialsSpent mean number of trials until it had nothing more to propose, or reached the
   *     limit
   * @param marks what it had reached after 10, 20, 40, 80 and all trials
   * @param foundOptimum share of the seeds that found the optimum, or a network as good
   * @param atAsManyTrials for each strategy that ended early, by its name: the regret of this one
   *     after as many trials as that one spent with the same seed
   */
  public record StrategyResult(
      String strategy,
      double trialsSpent,
      List<Mark> marks,
      double foundOptimum,
      Map<String, Sample> atAsManyTrials) {
    /** Copies the collections. */
    public StrategyResult {
      marks = List.copyOf(marks);
      atAsManyTrials = Map.copyOf(atAsManyTrials);
    }
  }

  /**
   * What a strategy had reached after so many trials.
   *
   * @param trials how many; a search that ended before counts with what it had then
   * @param found seeds that had found any network within the budget; of the others nothing is known
   * @param best top-1 of the best so far
   * @param regret by how much the optimum is better
   */
  public record Mark(int trials, int found, Sample best, Sample regret) {}

  static SearcherReport of(
      SearchSpec spec,
      Optimum optimum,
      int trials,
      Map<String, List<ImmutableDoubleArray>> curves) {
    Curves all = new Curves(optimum.topOne(), trials, curves);
    TreeSet<Integer> marks = new TreeSet<>(MARKS.stream().filter(mark -> mark <= trials).toList());
    marks.add(trials);
    int seeds = curves.values().iterator().next().size();
    return new SearcherReport(
        spec.name(),
        spec.budget(),
        optimum,
        seeds,
        trials,
        curves.keySet().stream().map(name -> all.row(name, marks)).toList());
  }

  /** Returns the strategies that had nothing more to propose before the limit. */
  public Stream<StrategyResult> endedEarly() {
    return strategies.stream().filter(row -> row.trialsSpent() < trials);
  }
}
