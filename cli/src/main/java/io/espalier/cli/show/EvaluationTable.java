package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.tune.EvaluationReport;
import io.espalier.engine.tune.EvaluationReport.MergedExecution;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Measurement;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lays out the measurements of a trained network. */
public final class EvaluationTable {

  private EvaluationTable() {}

  /** Returns its figures, and those of each resolution where it chooses resolutions. */
  public static String of(EvaluationReport report) {
    String among =
        report.topOneAmongPresent().isPresent()
            ? "Among the classes that the images have, top-1 is %s.%n"
                .formatted(Figures.percent(report.topOneAmongPresent().getAsDouble()))
            : "";
    return figures(report)
        + report.mergedExecution().map(EvaluationTable::sentence).orElse("")
        + among
        + report.dynamic().map(DynamicTables::of).orElse("");
  }

  private static String sentence(MergedExecution lean) {
    return "%2$d of %1$d lean convolutions run merged into a dense kernel, which is faster here. With none merged, an image takes %3$.2f ms.%n"
        .formatted(lean.convolutions(), lean.merged(), lean.apartMillis());
  }

  private static String figures(EvaluationReport report) {
    Measurement measurement = report.measurement();
    List<ColumnData<EvaluationReport>> columns = new ArrayList<>();
    columns.add(Tables.words("network", EvaluationReport::network));
    columns.add(
        Tables.numbers("images", r -> "%,d %s".formatted(measurement.images(), r.images())));
    for (Map.Entry<Measure, Double> figure : measurement.figures().entrySet()) {
      Measure measure = figure.getKey();
      columns.add(Tables.numbers(measure.name(), r -> measure.format(figure.getValue())));
    }
    columns.add(Tables.numbers("MACs", r -> Quantities.formatCount(r.macs())));
    columns.add(Tables.numbers("parameters", r -> Quantities.formatCount(r.parameters())));
    columns.add(
        Tables.numbers("latency", r -> String.format(Locale.ROOT, "%.2f ms", r.latencyMillis())));
    columns.add(Tables.numbers("throughput", r -> Figures.imagesPerSecond(r.imagesPerSecond())));
    return Tables.of(List.of(report), columns);
  }
}
