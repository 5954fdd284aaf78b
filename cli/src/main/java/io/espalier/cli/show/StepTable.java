package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Notes.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out how good a network was, step by step. */
final class StepTable {

  private StepTable() {}

  /** Returns a line for each step, with the score and the loss. */
  static String of(Run run, List<Step> steps) {
    Measure score = run.measure();
    String images = run.measuredOn().name().toLowerCase(Locale.ROOT);
    List<ColumnData<Step>> columns = new ArrayList<>();
    columns.add(Tables.words("step", Step::name));
    columns.add(
        Tables.numbers(
            images + " " + score.name(), step -> score.format(step.measurement().score())));
    columns.add(
        Tables.numbers(
            "loss", step -> String.format(Locale.ROOT, "%.4f", step.measurement().loss())));
    return Tables.of(steps, columns);
  }
}
