package io.espalier.cli;

import io.espalier.cli.show.BenchProgress;
import io.espalier.cli.show.SearcherTable;
import io.espalier.engine.Spec;
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
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares strategies on a table of accuracies. */
@Command(
    name = "searchers",
    description = {
      "Compares search strategies on a spec with a table of accuracies.",
      "Each strategy runs many times, each time with another seed. The result is how close they came"
          + " to the best network within the budget, after how many trials."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier bench searchers specs/nasbench-macro.yaml --seeds 20")
final class BenchSearchersCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC",
      description = "A YAML file with data.table, such as specs/nasbench-macro.yaml.")
  private Path file;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Number of searches of each strategy (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "80",
      description = "Number of trials of each search (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--strategies",
      paramLabel = "NAME",
      split = ",",
      description = "Strategies, separated by commas (default: all that can search the space).")
  private List<String> strategies = List.of();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of searches at the same time (default: the number of cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @CommandLine.Spec private CommandSpec spec;
  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    check("--seeds", seeds);
    check("--trials", trials);
    check("--threads", threads);
    strategies.stream()
        .filter(name -> !Strategies.knows(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(
                  "There is no strategy '%s'. Choose from: %s."
                      .formatted(name, String.join(", ", Strategies.names())));
            });
    Spec asked = specs.read(file);
    SpecDocument document = asked.checked().document();
    AccuracyTable table =
        document
            .spec()
            .data()
            .match(
                images -> {
                  throw new UsageException(
                      "%s has no data.table. Strategies are compared with a table of accuracies. See specs/nasbench-macro.yaml."
                          .formatted(file));
                },
                found -> SpecImages.table(document, asked.directory(), found));
    SearcherReport report;
    try (BenchProgress progress = BenchProgress.onStandardError()) {
      SearcherBench bench = new SearcherBench(document.spec(), table, trials, threads, progress);
      report = bench.run(fit(bench), seeds);
    }
    output.print(report, () -> SearcherTable.of(report));
    return Exit.DONE;
  }

  /** Returns the strategies asked for, or else all that can search the space. */
  private List<String> fit(SearcherBench bench) {
    List<String> fit = new ArrayList<>();
    for (String name : strategies.isEmpty() ? Strategies.names() : strategies) {
      Optional<String> refusal = bench.refusal(name);
      if (refusal.isEmpty()) {
        fit.add(name);
      } else if (strategies.isEmpty()) {
        spec.commandLine()
            .getErr()
            .printf("The strategy %s is left out: %s%n", name, refusal.get());
      } else {
        throw new UsageException("%s: %s".formatted(name, refusal.get()));
      }
    }
    return fit;
  }

  private static void check(String option, int value) {
    if (value < 1) {
      throw new UsageException("%s is %s. Write 1 or more.".formatted(option, value));
    }
  }
}
