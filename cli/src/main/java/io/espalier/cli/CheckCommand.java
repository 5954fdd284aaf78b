package io.espalier.cli;

import io.espalier.cli.show.SpecTable;
import io.espalier.engine.SpecDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a spec without training anything. */
@Command(
    name = "check",
    description = {
      "Checks a spec without training.",
      "Prints the size of the search space, what the smallest and the largest network cost, and how"
          + " much a search would train."
    },
    footerHeading = "%nExample:%n",
    footer = "  espalier check specs/quickstart.yaml")
final class CheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SPEC", description = "A YAML file, such as specs/quickstart.yaml.")
  private Path file;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description =
          "The folder in which a run would be made. Its disk is checked (default:"
              + " ${DEFAULT-VALUE}).")
  private Path runs;

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    SpecDescription description =
        SpecDescription.of(specs.read(file), runs, Runtime.getRuntime().availableProcessors());
    output.print(description, () -> SpecTable.of(description, file));
    return Exit.DONE;
  }
}
