package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.bench.Sample;
import io.espalier.engine.bench.SearcherReport;
import io.espalier.engine.bench.SearcherReport.StrategyResult;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lays out how close strategies came to the optimum. */
public final class SearcherTable {

  private SearcherTable() {}

  /** Lays a report out. */
  public static String of(SearcherReport report) {
    return head(report)
        + bests(report)
        + System.lineSeparator()
        + regrets(report)
        + report.endedEarly().map(row -> early(report, row)).collect(Collectors.joining())
        + "Means over the seeds, with their 95 %% confidence intervals.%n".formatted();
  }

  private static String head(SearcherReport report) {
    return "%s: %s to %s MACs, %d seeds. The best network within the budget: %s with %s, %s MACs.%n"
        .formatted(
            report.name(),
            Quantities.formatCount(report.budget().fewestMacs()),
            Quantities.formatCount(report.budget().mostMacs()),
            report.seeds(),
            Figures.percent(report.optimum().topOne()),
            report.optimum().architecture().summary(),
            Quantities.formatCount(report.optimum().macs()));
  }

  private static String bests(SearcherReport report) {
    List<ColumnData<StrategyResult>> columns = new ArrayList<>();
    columns.add(Tables.words("top-1 after", StrategyResult::strategy));
    for (int i = 0; i < report.strategies().get(0).marks().size(); i++) {
      int mark = i;
      int trials = report.strategies().get(0).marks().get(i).trials();
      columns.add(
          Tables.numbers(trials + " trials", row -> percent(row.marks().get(mark).best()) + " %"));
    }
    columns.add(
        Tables.numbers("trials", row -> String.format(Locale.ROOT, "%.1f", row.trialsSpent())));
    return Tables.of(report.strategies(), columns);
  }

  private static String regrets(SearcherReport report) {
    List<ColumnData<StrategyResult>> columns = new ArrayList<>();
    columns.add(Tables.words("regret in points after", StrategyResult::strategy));
    for (int i = 0; i < report.strategies().get(0).marks().size(); i++) {
      int mark = i;
      int trials = report.strategies().get(0).marks().get(i).trials();
      columns.add(
          Tables.numbers(trials + " trials", row -> percent(row.marks().get(mark).regret())));
    }
    columns.add(Tables.numbers("optimum found", row -> Figures.percent(row.foundOptimum())));
    return Tables.of(report.strategies(), columns);
  }

  private static String early(SearcherReport report, StrategyResult ended) {
    return "%nAt the %.1f trials that %s spends, regret in points: %s.%n"
        .formatted(
            ended.trialsSpent(),
            ended.strategy(),
            report.strategies().stream()
                .map(
                    row ->
                        row.strategy() + " " + percent(row.atAsManyTrials().get(ended.strategy())))
                .collect(Collectors.joining(", ")));
  }

  private static String percent(Sample sample) {
    String mean = sample.mean().isPresent() ? percent(sample.mean().getAsDouble()) : "-";
    return sample.interval().isPresent()
        ? mean + " ± " + percent(sample.interval().getAsDouble())
        : mean;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f", 100 * share);
  }
}
