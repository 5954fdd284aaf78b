package io.espalier.cli.show;

import io.espalier.engine.Comparison;
import io.espalier.engine.Comparison.ComparedNetwork;
import io.espalier.engine.Comparison.FailedTrial;
import io.espalier.space.spec.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lays out runs side by side. */
public final class ComparisonTable {

  private ComparisonTable() {}

  /** Lays out what runs cost and found, then their networks, then why trials failed. */
  public static String of(List<Comparison> rows) {
    return figures(rows) + System.lineSeparator() + networks(rows) + failures(rows);
  }

  private static String figures(List<Comparison> rows) {
    return Tables.of(
        rows,
        List.of(
            Tables.words("run", Comparison::run),
            Tables.words("plan", Comparison::plan),
            Tables.words("status", Comparison::status),
            Tables.words("strategy", Comparison::strategy),
            Tables.numbers("seed", row -> Long.toString(row.seed())),
            Tables.numbers("trials", row -> Long.toString(row.trials())),
            Tables.numbers("failed", row -> Integer.toString(row.failed().size())),
            Tables.numbers("training", row -> Figures.duration(row.trainingSeconds())),
            Tables.words(rows.get(0).measure().name() + " on", Comparison::measuredOn),
            Tables.numbers("base", row -> score(row, row.base())),
            Tables.numbers("winner", row -> score(row, row.winner())),
            Tables.numbers("gain", ComparisonTable::gain),
            Tables.numbers("latency", row -> winner(row, ComparisonTable::latency))));
  }

  private static String networks(List<Comparison> rows) {
    return Tables.of(
        rows,
        List.of(
            Tables.words("run", Comparison::run),
            Tables.numbers("budget", row -> Quantities.formatCount(row.budgetMacs())),
            Tables.numbers(
                "MACs", row -> winner(row, n -> Figures.macs(n.macs(), n.expectedMacs()))),
            Tables.numbers(
                "parameters", row -> winner(row, n -> Quantities.formatCount(n.parameters()))),
            Tables.words("winner", row -> winner(row, n -> n.architecture().summary())),
            Tables.words(
                "base", row -> row.base().map(n -> n.architecture().summary()).orElse("-"))));
  }

  private static String failures(List<Comparison> rows) {
    return rows.stream()
        .flatMap(row -> row.failed().stream().map(failure -> text(failure, row.run())))
        .collect(Collectors.joining());
  }

  private static String text(FailedTrial failure, String run) {
    return "%s, trial %d: %s%n"
            .formatted(Printable.line(run), failure.trial(), Printable.line(failure.reason()))
        + failure.lastWords().stream()
            .flatMap(String::lines)
            .map(words -> "    %s%n".formatted(Printable.line(words)))
            .collect(Collectors.joining());
  }

  private static String score(Comparison row, Optional<ComparedNetwork> network) {
    return network
        .flatMap(n -> n.topOne().stream().boxed().findFirst())
        .map(row.measure()::format)
        .orElse("-");
  }

  private static String gain(Comparison row) {
    return row.gain().isPresent()
        ? (row.gain().getAsDouble() < 0 ? "" : "+")
            + row.measure().formatDifference(row.gain().getAsDouble())
        : "-";
  }

  private static String latency(ComparedNetwork network) {
    return network.latencyMillis().isPresent()
        ? String.format(Locale.ROOT, "%.2f ms", network.latencyMillis().getAsDouble())
        : "-";
  }

  private static String winner(Comparison row, Function<ComparedNetwork, String> figure) {
    return row.winner().map(figure).orElse("-");
  }
}
