package io.espalier.cli;

import io.espalier.cli.show.SpecReport;
import io.espalier.engine.session.DiskNeed;
import io.espalier.engine.session.Room;
import io.espalier.space.spec.SearchSpec;
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
    description =
        "Checks a spec, and says how large its space is, what the smallest and largest networks"
            + " cost, and how much would be trained.",
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
          "Folder that the run's folder would be made in, whose disk is looked at (default:"
              + " ${DEFAULT-VALUE}).")
  private Path runs;

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    SpecArguments.Checked checked = specs.read(file);
    SearchSpec spec = checked.document().spec();
    int sideBySide = Runtime.getRuntime().availableProcessors();
    Room room =
        Room.in(runs, DiskNeed.ofSearch(spec, checked.task(), checked.searcher(), sideBySide));
    SpecReport report = SpecReport.of(spec, checked.task(), checked.searcher(), room);
    output.print(report, () -> report.text(file));
    return Espalier.DONE;
  }
}
