package io.espalier.cli.show;

import io.espalier.engine.SpecDescription;
import io.espalier.space.spec.Quantities;
import java.nio.file.Path;

/** Lays out what a valid spec asks for. */
public final class SpecTable {

  private SpecTable() {}

  /** Returns it as text. */
  public static String of(SpecDescription it, Path file) {
    return """
        %s is valid.
          task       %d classes, %d input channels
          space      %,d architectures, from %s to %s MACs
          budget     %s to %s MACs
          to spend   about %d trials, %d epochs
          memory     about %s for each trial at a time
          disk       about %s
        """
            .formatted(
                file,
                it.task().classes(),
                it.task().channels(),
                it.spaceSize(),
                Quantities.formatCount(it.baseMacs()),
                Quantities.formatCount(it.largestMacs()),
                Quantities.formatCount(it.fewestMacs()),
                Quantities.formatCount(it.mostMacs()),
                it.trials(),
                it.epochs(),
                Quantities.formatBytes(it.memory()),
                Quantities.formatBytes(it.disk()))
        + it.dynamic().map(cost -> "  the base     " + DynamicTables.cost(cost)).orElse("")
        + it.warning().map("Warning: %s%n"::formatted).orElse("");
  }
}
