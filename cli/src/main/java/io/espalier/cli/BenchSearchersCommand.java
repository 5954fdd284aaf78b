package io.espalier.cli;

import com.google.common.collect.Sets;
import io.espalier.cli.show.BenchProgress;
import io.espalier.cli.show.SearcherTable;
import io.espalier.engine.bench.SearcherBench;
import io.espalier.engine.bench.SearcherReport;
import io.espalier.engine.session.SpecImages;
import io.espalier.searcher.Strategies;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.table.AccuracyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares strategies on a table of accuracies. */
@Command(
    name = "searchers",
    description =
        "Runs strategies many times on a spec with a table, each time with another seed, and says"
            + " how near they came to the best network within the budget, after how many trials.",
    footerHeading = "%nExample:%n",
    footer =
        "  espalier bench searchers specs/nasbench-macro.yaml --set budget.macs=70M --strategies"
            + " random,evolution")
final class BenchSearchersCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC",
      description = "A YAML file with data.table, such as specs/nasbench-macro.yaml.")
  private Path file;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Searches of each strategy (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "80",
      description = "Trials of each search (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--strategies",
      paramLabel = "NAME",
      split = ",",
      description =
          "Strategies, with commas between them (default: all that can search the space).")
  private List<String> strategies = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Searches side by side (default: the cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec;
  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    check("--seeds", seeds);
    check("--trials", trials);
    check("--threads", threads);
    Set<String> unknown =
        Sets.difference(new TreeSet<>(strategies), Set.copyOf(Strategies.names()));
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "There is no strategy '%s'. Choose from: %s."
              .formatted(unknown.iterator().next(), String.join(", ", Strategies.names())));
    }
    SpecDocument document = specs.read(file).document();
    if (document.spec().data().table().isEmpty()) {
      throw new UsageException(
          "%s has no data.table: strategies are compared on a table of accuracies. See specs/nasbench-macro.yaml."
              .formatted(file));
    }
    AccuracyTable table = SpecImages.table(document, file.toAbsolutePath().getParent());
    SearcherReport report;
    try (BenchProgress progress = BenchProgress.onStandardError()) {
      SearcherBench bench = new SearcherBench(document.spec(), table, trials, threads, progress);
      report = bench.run(fit(bench), seeds);
    }
    output.print(report, () -> SearcherTable.of(report));
    return Espalier.DONE;
  }

  /** Returns the strategies asked for, or else all that can search the space. */
  private List<String> fit(SearcherBench bench) {
    List<String> fit = new ArrayList<>();
    for (String name : strategies.isEmpty() ? Strategies.names() : strategies) {
      Optional<String> refusal = bench.refusal(name);
      if (refusal.isEmpty()) {
        fit.add(name);
      } else if (strategies.isEmpty()) {
        spec.commandLine().getErr().printf("%s is left out: %s%n", name, refusal.get());
      } else {
        throw new UsageException("%s: %s".formatted(name, refusal.get()));
      }
    }
    return fit;
  }

  private static void check(String option, int value) {
    if (value < 1) {
      throw new UsageException("%s is %s; write 1 or more.".formatted(option, value));
    }
  }
}
