package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.journal.Contender;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Notes.LeanLayer;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Lays out the results of a run that made a network lean. */
final class LeanTable {

  private LeanTable() {}

  /**
   * Returns the tables: the error of each lean convolution before and after its fit, and the
   * accuracy step by step.
   */
  static String of(Run run) {
    Notes notes = run.trainedWinner().notes();
    Contender dense = run.before().orElseThrow();
    Contender lean = run.after().orElseThrow();
    return (notes.layers().isEmpty() ? "" : layers(notes.layers()) + System.lineSeparator())
        + StepTable.of(run, notes.steps())
        + "%s MACs became %s, %.2f times fewer; %s parameters became %s.%n"
            .formatted(
                Quantities.formatCount(dense.macs()),
                Quantities.formatCount(lean.macs()),
                (double) dense.macs() / lean.macs(),
                Quantities.formatCount(dense.parameters()),
                Quantities.formatCount(lean.parameters()));
  }

  private static String layers(List<LeanLayer> layers) {
    List<ColumnData<LeanLayer>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("layer", LeanLayer::name),
                Tables.words("part", LeanLayer::part),
                Tables.words("density", LeanLayer::density),
                Tables.numbers("dense MACs", l -> Quantities.formatExactly(l.denseMacs())),
                Tables.numbers("MACs", l -> Quantities.formatExactly(l.macs())),
                Tables.numbers(
                    "relative error", l -> fixed(OptionalDouble.of(l.relativeError())))));
    if (layers.stream().anyMatch(layer -> layer.fitted().isPresent())) {
      columns.add(Tables.numbers("response error", l -> fixed(l.projected())));
      columns.add(Tables.numbers("fitted", l -> fixed(l.fitted())));
    }
    return Tables.of(layers, columns);
  }

  private static String fixed(OptionalDouble number) {
    return number.isPresent() ? String.format(Locale.ROOT, "%.4f", number.getAsDouble()) : "-";
  }
}
