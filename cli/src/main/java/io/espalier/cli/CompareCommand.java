package io.espalier.cli;

import io.espalier.cli.show.ComparisonTable;
import io.espalier.engine.Comparison;
import io.espalier.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows runs side by side. */
@Command(
    name = "compare",
    description =
        "Shows runs side by side: what each run started from, what it found, and what that costs.",
    footerHeading = "%nExample:%n",
    footer = "  espalier compare runs/quickstart runs/larger")
final class CompareCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "The folders of runs.")
  private List<Path> paths;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    List<Comparison> rows = new ArrayList<>();
    for (Path path : paths) {
      rows.add(Comparison.of(Engine.read(path)));
    }
    output.print(rows, () -> ComparisonTable.of(rows));
    return Exit.DONE;
  }
}
