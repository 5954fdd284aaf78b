package io.espalier.benchmarks;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.searcher.Affordable;
import io.espalier.searcher.Rounds;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.bayesian.BayesianSearch;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Budget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Proposes one candidate by OptaPlanner in a space of 8 stages, in width, depth and resolution: one
 * operation is one proposal, from a history of so many trials.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class ProposalBenchmark {

  private static final int STAGES = 8;
  private static final long MACS = 60_000_000;

  /** Trials that the surrogate is fitted on. */
  @Param({"40", "200"})
  private int trials;

  private Searcher searcher;
  private History history;

  /** Draws a history. */
  @Setup
  public void draw() {
    Architecture base =
        Architecture.of("resnet-cifar", 32, Collections.nCopies(STAGES, Stage.of(1, 16)));
    StageSpace stage =
        new StageSpace(
            Optional.of(new Range(5, 1)),
            Optional.of(new Range(96, 8)),
            ImmutableSortedSet.of(1.0, 1.25, 1.5));
    Space space =
        new Space(base, Optional.of(new Range(48, 4)), Collections.nCopies(STAGES, stage));
    Evaluator evaluator =
        new Evaluator(
            Task.CIFAR_10, new Budget(MACS, 0.03, OptionalLong.empty(), OptionalDouble.empty()));
    searcher = new BayesianSearch(space, evaluator, 1, new Rounds(trials + 1, 1), 8, 2000);
    history = history(new Affordable(space, evaluator), evaluator, base);
  }

  private History history(Affordable affordable, Evaluator evaluator, Architecture base) {
    SplittableRandom random = new SplittableRandom(1);
    List<Evaluation> tried = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Architecture architecture =
          number == 0 ? base : affordable.grid().at(affordable.draw(random).orElseThrow());
      tried.add(
          evaluator.evaluate(
              number,
              Candidate.fromScratch(architecture, "drawn"),
              new Outcome.LookedUp(0.9 + 0.1 * random.nextDouble())));
    }
    return new History(List.of(tried));
  }

  /** Proposes the next candidate. */
  @Benchmark
  public List<Candidate> propose() {
    return searcher.propose(history);
  }
}
