package io.espalier.searcher;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.SharedData;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import io.espalier.space.spec.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The networks of NAS-Bench-Macro and their measured accuracies, to search in tests. */
public final class Macro {

  private static final String FAMILY = "nasbench-macro";
  private static final int[] WIDTHS = {64, 64, 128, 128, 128, 256, 256, 256};

  private final Map<String, Double> accuracies;

  private Macro(Map<String, Double> accuracies) {
    this.accuracies = accuracies;
  }

  /** Reads the table; the test is skipped where it is missing. */
  public static Macro read() throws IOException {
    Path file = SharedData.file("nas-tables/nasbench_macro_cifar10.csv");
    try (Stream<String> lines = Files.lines(file)) {
      return new Macro(
          lines
              .skip(1)
              .map(line -> line.split(",", -1))
              .collect(
                  ImmutableMap.toImmutableMap(
                      cells -> cells[0], cells -> Double.parseDouble(cells[1]) / 100)));
    }
  }

  /** Returns the space of all its networks. */
  public static Space space() {
    List<Block> blocks = Families.named(FAMILY).blocks();
    Architecture base =
        Architecture.of(
            FAMILY,
            32,
            IntStream.of(WIDTHS).mapToObj(w -> Stage.of(1, w).withBlock(blocks.get(0))).toList());
    StageSpace any =
        new StageSpace(
            Optional.empty(), Optional.empty(), ImmutableSortedSet.of(), List.of(), blocks);
    return new Space(base, Optional.empty(), Collections.nCopies(WIDTHS.length, any));
  }

  /** Counts networks against a budget that any below will do for. */
  public static Evaluator evaluator(long macs) {
    return new Evaluator(
        Task.CIFAR_10,
        new Budget(macs, 0.03, OptionalLong.empty(), OptionalDouble.empty(), OptionalLong.of(0)));
  }

  /** Returns accuracies that grow with the ranks of the blocks, the later ones' more. */
  public static Macro without() {
    return new Macro(ImmutableMap.of());
  }

  /** Returns the accuracy at a point, as a share. */
  public double accuracy(Affordable affordable, int... point) {
    return accuracy(affordable.grid().at(point));
  }

  private double accuracy(Architecture architecture) {
    StringBuilder code = new StringBuilder();
    double ranks = 0;
    for (Stage stage : architecture.stages()) {
      int rank = stage.block().orElseThrow().rank();
      code.append(rank);
      ranks += rank * code.length();
    }
    return accuracies.getOrDefault(code.toString(), ranks / 100);
  }

  /** Returns the best accuracy within a budget. */
  public double optimum(Affordable affordable) {
    return affordable
        .all()
        .mapToDouble(point -> accuracy(affordable.grid().at(point)))
        .max()
        .orElseThrow();
  }

  /** Runs a whole search against the table. */
  public History search(Searcher searcher, Evaluator evaluator) {
    History history = History.EMPTY;
    List<Candidate> proposed = searcher.propose(history);
    int number = 0;
    while (!proposed.isEmpty()) {
      List<Evaluation> round = new ArrayList<>();
      for (Candidate candidate : proposed) {
        round.add(
            evaluator.evaluate(
                number++, candidate, new Outcome.LookedUp(accuracy(candidate.architecture()))));
      }
      history = history.with(round);
      proposed = searcher.propose(history);
    }
    return history;
  }
}
