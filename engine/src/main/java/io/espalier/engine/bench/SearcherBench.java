package io.espalier.engine.bench;

import com.google.common.primitives.ImmutableDoubleArray;
import io.espalier.evaluator.Evaluator;
import io.espalier.searcher.OptionException;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.table.AccuracyTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs strategies many times on a table of accuracies, each time with another seed. */
public final class SearcherBench {

  /** Is told how far the bench is. */
  public interface Progress {

    /** Is told before every network within the budget is looked at. */
    void enumerating();

    /**
     * Is told after every search.
     *
     * @param done searches that ended
     * @param all searches there are
     * @param strategy of the one that just ended
     */
    void searched(int done, int all, String strategy);
  }

  private static final String TRIALS = "trials";
  private static final String BATCH = "batch";

  private final SearchSpec spec;
  private final Evaluator evaluator;
  private final AccuracyTable table;
  private final int trials;
  private final int threads;
  private final Progress progress;

  /**
   * Prepares a bench.
   *
   * @param spec its space and budget are searched; its strategy keeps its options, and the seeds
   *     count from its own
   * @param table has the accuracies of the space
   * @param trials of each search
   * @param threads searches side by side; the results do not depend on it
   * @param progress is told how far it is, from one thread
   */
  public SearcherBench(
      SearchSpec spec, AccuracyTable table, int trials, int threads, Progress progress) {
    this.spec = spec;
    this.evaluator = new Evaluator(table.task(), spec.budget());
    this.table = table;
    this.trials = trials;
    this.threads = threads;
    this.progress = progress;
  }

  /** One search of a strategy. */
  private record Ended(String strategy, int run, ImmutableDoubleArray bests) {}

  /**
   * Searches with every strategy and seed.
   *
   * @throws IllegalArgumentException if a strategy cannot use its options, or nothing of the space
   *     is within the budget
   */
  public SearcherReport run(List<String> strategies, int seeds) {
    progress.enumerating();
    Optimum optimum =
        Optimum.of(spec.space(), evaluator, table)
            .orElseThrow(
                () ->
                    new IllegalArgumentException("No network of the space is within the budget."));
    Map<String, List<ImmutableDoubleArray>> curves = new LinkedHashMap<>();
    strategies.forEach(name -> curves.put(name, new ArrayList<>()));
    searches(List.copyOf(curves.keySet()), seeds)
        .forEach(ended -> curves.get(ended.strategy()).add(ended.bests()));
    return SearcherReport.of(spec, optimum, trials, curves);
  }

  /** Returns why a strategy cannot search the space of the spec, if it cannot. */
  public Optional<String> refusal(String strategy) {
    try {
      searcher(strategy, spec.seed());
      return Optional.empty();
    } catch (OptionException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Returns all searches, by strategy and seed. */
  private List<Ended> searches(List<String> strategies, int seeds) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      ExecutorCompletionService<Ended> completion = new ExecutorCompletionService<>(pool);
      List<Future<Ended>> searches = new ArrayList<>();
      for (String strategy : strategies) {
        searcher(strategy, spec.seed());
        for (int run = 0; run < seeds; run++) {
          int number = run;
          searches.add(completion.submit(() -> search(strategy, number)));
        }
      }
      for (int done = 1; done <= searches.size(); done++) {
        progress.searched(done, searches.size(), completion.take().get().strategy());
      }
      List<Ended> ended = new ArrayList<>();
      for (Future<Ended> search : searches) {
        ended.add(search.get());
      }
      return ended;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A search failed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The bench was interrupted.", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private Ended search(String strategy, int run) {
    Searcher searcher = searcher(strategy, spec.seed() + run);
    return new Ended(strategy, run, new TableSearch(evaluator, table, trials).run(searcher));
  }

  /**
   * Makes a searcher that knows how many trials it has and proposes one at a time, as far as the
   * strategy has such options and the spec does not say otherwise.
   */
  private Searcher searcher(String strategy, long seed) {
    Map<String, String> own = new HashMap<>(Map.of(BATCH, "1"));
    Map<String, String> given =
        spec.search().strategy().equals(strategy) ? spec.search().options() : Map.of();
    own.keySet().removeAll(given.keySet());
    own.put(TRIALS, Integer.toString(trials));
    while (true) {
      Map<String, String> options = new HashMap<>(given);
      options.putAll(own);
      try {
        return searcher(strategy, options, seed);
      } catch (OptionException e) {
        if (own.remove(e.option()) == null) {
          throw e;
        }
      }
    }
  }

  private Searcher searcher(String strategy, Map<String, String> options, long seed) {
    return Strategies.searcher(
        spec.toBuilder().search(strategy, options).seed(seed).build(), evaluator);
  }
}
