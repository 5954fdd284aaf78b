package io.espalier.cli;

import io.espalier.engine.Spec;
import io.espalier.evaluator.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Searches from a spec. */
@Command(
    name = "search",
    description = "Searches for a network as a spec says, and prints what was found.",
    footerHeading = "%nExample:%n",
    footer = "  espalier search specs/quickstart.yaml --set budget.macs=8M --name larger")
final class SearchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SPEC", description = "A YAML file, such as specs/quickstart.yaml.")
  private Path file;

  @Mixin private SpecArguments specs;
  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    Spec spec = specs.read(file);
    return runs.start(spec, new Plan.Search(), spec.value().name());
  }
}
