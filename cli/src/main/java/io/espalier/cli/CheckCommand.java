package io.espalier.cli;

import io.espalier.cli.show.SpecReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a spec without training anything. */
@Command(
    name = "check",
    description =
        "Checks a spec, and says how large its space is, what the smallest and largest networks"
            + " cost, and how much would be trained.",
    footerHeading = "%nExample:%n",
    footer = "  espalier check specs/quickstart.yaml")
final class CheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SPEC", description = "A YAML file, such as specs/quickstart.yaml.")
  private Path file;

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    SpecArguments.Checked checked = specs.read(file);
    SpecReport report =
        SpecReport.of(checked.document().spec(), checked.task(), checked.searcher());
    output.print(report, () -> report.text(file));
    return Espalier.DONE;
  }
}
