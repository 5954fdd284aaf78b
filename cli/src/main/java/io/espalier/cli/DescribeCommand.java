package io.espalier.cli;

import io.espalier.cli.run.RunException;
import io.espalier.cli.run.RunFolder;
import io.espalier.cli.run.RunSummary;
import io.espalier.cli.show.NetworkReport;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a network is made of and costs. */
@Command(
    name = "describe",
    description =
        "Says what a network is made of and costs: the base of a spec, the best of a run, or a"
            + " published network. Alone, it lists the published networks.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  espalier describe resnet-50@224 --layers")
final class DescribeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC|RUN|MODEL[@RESOLUTION]",
      arity = "0..1",
      description = "A YAML file, the folder of a run, or a name such as resnet-50@224.")
  private Optional<String> what = Optional.empty();

  @Option(names = "--layers", description = "Lists every layer, too.")
  private boolean layers;

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (what.isEmpty()) {
      output.print(Families.presetNames(), DescribeCommand::presets);
      return Espalier.DONE;
    }
    NetworkReport report = report(what.get());
    output.print(report, report::table);
    return Espalier.DONE;
  }

  private NetworkReport report(String name) throws IOException {
    Path path = Path.of(name);
    if (RunFolder.isRun(path)) {
      return best(RunSummary.read(RunFolder.existing(path)));
    }
    if (Files.exists(path) || name.endsWith(".yaml") || name.endsWith(".yml")) {
      SpecDocument document = specs.read(path).document();
      Path directory = path.toAbsolutePath().getParent();
      Task task = Dataset.task(directory, document.spec().data());
      return report(document.spec().name(), document.spec().space().base(), task);
    }
    try {
      Family.Preset preset = Families.preset(name);
      return report(name, preset.architecture(), preset.task());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private NetworkReport best(RunSummary run) {
    Evaluation best =
        run.winner()
            .or(run::bestCandidate)
            .orElseThrow(
                () -> new RunException("The run %s found nothing yet.".formatted(what.get())));
    Task task = Dataset.task(Path.of(run.started().directory()), run.spec().data());
    return report(run.spec().name(), best.candidate().architecture(), task);
  }

  private NetworkReport report(String name, Architecture architecture, Task task) {
    return NetworkReport.of(name, architecture, task, layers);
  }

  private static String presets() {
    return Families.presetNames().entrySet().stream()
        .map(
            family ->
                "%s:%n  %s%n".formatted(family.getKey(), String.join("  ", family.getValue())))
        .collect(Collectors.joining());
  }
}
