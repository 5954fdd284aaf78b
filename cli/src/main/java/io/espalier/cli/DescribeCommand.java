package io.espalier.cli;

import io.espalier.cli.show.NetworkTable;
import io.espalier.engine.Engine;
import io.espalier.engine.NetworkDescription;
import io.espalier.engine.Spec;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.space.spec.SearchSpec;
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

/** Shows the parts of a network and what they cost. */
@Command(
    name = "describe",
    description = {
      "Shows the parts of a network and what they cost.",
      "The network is the base of a spec, the best network of a run, or a published network. Without"
          + " an argument, this lists the published networks."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier describe resnet-50@224 --layers")
final class DescribeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC|RUN|MODEL[@RESOLUTION]",
      arity = "0..1",
      description =
          "A YAML file, the folder of a run, or the name of a published network, such as resnet-50@224.")
  private Optional<String> what = Optional.empty();

  @Option(names = "--layers", description = "Also lists every layer.")
  private boolean layers;

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (what.isEmpty()) {
      output.print(Families.presetNames(), DescribeCommand::presets);
      return Exit.DONE;
    }
    NetworkDescription description = description(what.get());
    output.print(description, () -> NetworkTable.of(description));
    return Exit.DONE;
  }

  private NetworkDescription description(String name) throws IOException {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        return best(Engine.read(path));
      }
      return Files.exists(path) || name.endsWith(".yaml") || name.endsWith(".yml")
          ? base(specs.read(path))
          : published(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private NetworkDescription base(Spec spec) {
    SearchSpec value = spec.checked().document().spec();
    return description(value.name(), value.space().base(), spec.task(), value.dynamicResolution());
  }

  private NetworkDescription published(String name) {
    if (name.contains("/")) {
      throw new UsageException(
          "There is no file or folder %s. Name a spec, the folder of a run, or a published network such as resnet-50@224."
              .formatted(name));
    }
    Family.Preset preset = Families.preset(name);
    return description(name, preset.architecture(), preset.task(), Optional.empty());
  }

  private NetworkDescription best(Run run) {
    Evaluation best =
        run.winner()
            .or(run::bestCandidate)
            .orElseThrow(
                () ->
                    new RunException(
                        "The run %s has found nothing yet. Continue it with 'espalier resume %s'."
                            .formatted(run.folder().path(), run.folder().path())));
    return description(
        run.spec().name(),
        best.candidate().architecture(),
        run.started().images().task(),
        run.spec().dynamicResolution());
  }

  private NetworkDescription description(
      String name, Architecture architecture, Task task, Optional<DynamicResolution> dynamic) {
    return NetworkDescription.of(name, architecture, task, layers, dynamic);
  }

  private static String presets() {
    return Families.presetNames().entrySet().stream()
        .map(
            family ->
                "%s:%n  %s%n".formatted(family.getKey(), String.join("  ", family.getValue())))
        .collect(Collectors.joining());
  }
}
