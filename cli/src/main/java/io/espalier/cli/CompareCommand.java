package io.espalier.cli;

import io.espalier.cli.show.ComparisonTable;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts runs side by side. */
@Command(
    name = "compare",
    description = "Puts runs side by side: what each started from, found and cost.",
    footerHeading = "%nExample:%n",
    footer = "  espalier compare runs/quickstart runs/larger")
final class CompareCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs.")
  private List<Path> paths;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    List<ComparisonTable.Row> rows = new ArrayList<>();
    for (Path path : paths) {
      rows.add(ComparisonTable.row(RunSummary.read(RunFolder.existing(path))));
    }
    output.print(rows, () -> ComparisonTable.of(rows));
    return Espalier.DONE;
  }
}
