package io.espalier.cli;

import io.espalier.cli.show.NetworkReport;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.session.SpecImages;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.space.spec.SpecDocument;
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
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        return best(RunSummary.read(RunFolder.existing(path)));
      }
      return Files.exists(path) || name.endsWith(".yaml") || name.endsWith(".yml")
          ? base(path)
          : published(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private NetworkReport base(Path path) {
    SpecDocument document = specs.read(path).document();
    Task task = SpecImages.task(document, path.toAbsolutePath().getParent());
    return report(
        document.spec().name(),
        document.spec().space().base(),
        task,
        document.spec().dynamicResolution());
  }

  private NetworkReport published(String name) {
    if (name.contains("/")) {
      throw new UsageException(
          "There is no file or folder %s. Name a spec, the folder of a run, or a published network such as resnet-50@224."
              .formatted(name));
    }
    Family.Preset preset = Families.preset(name);
    return report(name, preset.architecture(), preset.task(), Optional.empty());
  }

  private NetworkReport best(RunSummary run) {
    Evaluation best =
        run.winner()
            .or(run::bestCandidate)
            .orElseThrow(
                () ->
                    new RunException(
                        "The run %s found nothing yet. Go on with 'espalier resume %s'."
                            .formatted(run.folder().path(), run.folder().path())));
    return report(
        run.spec().name(),
        best.candidate().architecture(),
        run.started().images().task(),
        run.spec().dynamicResolution());
  }

  private NetworkReport report(
      String name, Architecture architecture, Task task, Optional<DynamicResolution> dynamic) {
    return NetworkReport.of(name, architecture, task, layers, dynamic);
  }

  private static String presets() {
    return Families.presetNames().entrySet().stream()
        .map(
            family ->
                "%s:%n  %s%n".formatted(family.getKey(), String.join("  ", family.getValue())))
        .collect(Collectors.joining());
  }
}
