package io.espalier.engine.bench;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import io.espalier.engine.bench.SearcherReport.Mark;
import io.espalier.engine.bench.SearcherReport.StrategyResult;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The best scores after every trial, of every search.
 *
 * @param optimum the best score there is
 * @param trials most trials of a search
 * @param byStrategy for each strategy its searches, by seed
 */
record Curves(double optimum, int trials, Map<String, List<ImmutableDoubleArray>> byStrategy) {

  /** Sums a strategy up. */
  StrategyResult row(String strategy, SortedSet<Integer> marks) {
    List<ImmutableDoubleArray> searches = byStrategy.get(strategy);
    ImmutableMap.Builder<String, Sample> atAsManyTrials = ImmutableMap.builder();
    byStrategy.forEach(
        (other, ended) -> {
          if (ended.stream().anyMatch(bests -> bests.length() < trials)) {
            atAsManyTrials.put(other, regret(bests(searches, seed -> ended.get(seed).length())));
          }
        });
    return new StrategyResult(
        strategy,
        searches.stream().mapToInt(ImmutableDoubleArray::length).average().orElseThrow(),
        marks.stream().map(mark -> mark(searches, mark)).toList(),
        share(searches),
        atAsManyTrials.buildOrThrow());
  }

  private Mark mark(List<ImmutableDoubleArray> searches, int mark) {
    double[] bests = bests(searches, seed -> mark);
    return new Mark(mark, bests.length, Sample.of(bests), regret(bests));
  }

  private Sample regret(double... bests) {
    return Sample.of(DoubleStream.of(bests).map(best -> optimum - best).toArray());
  }

  /** Returns what the searches had found after so many trials, of those that had anything. */
  private static double[] bests(List<ImmutableDoubleArray> searches, IntUnaryOperator trialsOf) {
    return IntStream.range(0, searches.size())
        .mapToDouble(seed -> after(searches.get(seed), trialsOf.applyAsInt(seed)))
        .filter(Double::isFinite)
        .toArray();
  }

  private static double after(ImmutableDoubleArray bests, int count) {
    int known = Math.min(count, bests.length());
    return known == 0 ? Double.NEGATIVE_INFINITY : bests.get(known - 1);
  }

  private double share(List<ImmutableDoubleArray> searches) {
    return (double) searches.stream().filter(bests -> after(bests, trials) >= optimum).count()
        / searches.size();
  }
}
