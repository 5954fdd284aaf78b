package io.espalier.cli.show;

import io.espalier.engine.journal.RunSummary;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.space.Architecture;
import io.espalier.space.spec.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs side by side. */
public final class ComparisonTable {

  private ComparisonTable() {}

  /**
   * One run.
   *
   * @param run its folder
   * @param name its name
   * @param status finished, or unfinished
   * @param strategy how it searched; none where one architecture was trained
   * @param seed its seed
   * @param budgetMacs what it was allowed
   * @param trials candidates that have an outcome
   * @param failed candidates that failed or were refused, with reasons
   * @param trainingSeconds time of all trials
   * @param measuredOn what base and winner are measured on: validation, test, or a table
   * @param base where it started, trained in full
   * @param winner what it found, trained in full
   * @param gain share of the images by which the winner is better
   */
  public record Row(
      String run,
      String name,
      String status,
      String strategy,
      long seed,
      long budgetMacs,
      long trials,
      List<Failure> failed,
      double trainingSeconds,
      String measuredOn,
      Optional<Network> base,
      Optional<Network> winner,
      OptionalDouble gain) {}

  /**
   * A trial without a measurement.
   *
   * @param trial its number
   * @param reason one line
   * @param lastWords what its process said before it died
   */
  public record Failure(int trial, String reason, Optional<String> lastWords) {

    static Failure of(Evaluation evaluation) {
      return new Failure(
          evaluation.number(),
          evaluation.failure().orElseThrow(),
          evaluation.outcome() instanceof Outcome.Failed failed
              ? failed.lastWords()
              : Optional.empty());
    }

    private String text(String run) {
      return "%s, trial %d: %s%n".formatted(Printable.line(run), trial, Printable.line(reason))
          + lastWords.stream()
              .flatMap(String::lines)
              .map(words -> "    %s%n".formatted(Printable.line(words)))
              .collect(Collectors.joining());
    }
  }

  /**
   * A network in a comparison.
   *
   * @param architecture the network
   * @param macs multiply-accumulates of one image
   * @param expectedMacs those that it is expected to cost, where the network chooses resolutions
   * @param parameters learned values
   * @param topOne share of right answers
   * @param topFive share of images whose class was among the first five
   * @param latencyMillis time of one image at batch 1
   */
  public record Network(
      Architecture architecture,
      long macs,
      OptionalLong expectedMacs,
      long parameters,
      OptionalDouble topOne,
      OptionalDouble topFive,
      OptionalDouble latencyMillis) {

    static Network of(Evaluation evaluation) {
      Optional<Measurement> measurement = evaluation.measurement();
      return new Network(
          evaluation.candidate().architecture(),
          evaluation.macs(),
          evaluation.expectedMacs(),
          evaluation.parameters(),
          evaluation.topOne(),
          measurement.stream().mapToDouble(Measurement::topFive).findFirst(),
          evaluation.trained().stream()
              .map(Outcome.Trained::timing)
              .mapToDouble(Timing::latencyMillis)
              .findFirst());
    }
  }

  /** Sums a run up. */
  public static Row row(RunSummary run) {
    return new Row(
        run.folder().path().toString(),
        run.spec().name(),
        run.replay().finished() ? "finished" : "unfinished",
        run.started().only().isPresent() ? "none" : run.spec().search().strategy(),
        run.spec().seed(),
        run.spec().budget().macs(),
        run.replay().evaluations().count(),
        run.failures().stream().map(Failure::of).toList(),
        run.trainingSeconds(),
        run.looksUp() ? "table" : run.measuredOn().name().toLowerCase(Locale.ROOT),
        run.baseInTheEnd().map(Network::of),
        run.winner().map(Network::of),
        run.gain());
  }

  /** Lays out what runs cost and found, then their networks, then why trials failed. */
  public static String of(List<Row> rows) {
    return figures(rows) + System.lineSeparator() + networks(rows) + failures(rows);
  }

  private static String figures(List<Row> rows) {
    return Tables.of(
        rows,
        List.of(
            Tables.words("run", Row::run),
            Tables.words("status", Row::status),
            Tables.words("strategy", Row::strategy),
            Tables.numbers("seed", row -> Long.toString(row.seed())),
            Tables.numbers("trials", row -> Long.toString(row.trials())),
            Tables.numbers("failed", row -> Integer.toString(row.failed().size())),
            Tables.numbers("training", row -> Figures.duration(row.trainingSeconds())),
            Tables.words("top-1 on", Row::measuredOn),
            Tables.numbers("base", row -> topOne(row.base())),
            Tables.numbers("winner", row -> topOne(row.winner())),
            Tables.numbers("gain", ComparisonTable::gain),
            Tables.numbers("latency", row -> winner(row, ComparisonTable::latency))));
  }

  private static String networks(List<Row> rows) {
    return Tables.of(
        rows,
        List.of(
            Tables.words("run", Row::run),
            Tables.numbers("budget", row -> Quantities.formatCount(row.budgetMacs())),
            Tables.numbers(
                "MACs", row -> winner(row, n -> Figures.macs(n.macs(), n.expectedMacs()))),
            Tables.numbers(
                "parameters", row -> winner(row, n -> Quantities.formatCount(n.parameters()))),
            Tables.words("winner", row -> winner(row, n -> n.architecture().summary())),
            Tables.words(
                "base", row -> row.base().map(n -> n.architecture().summary()).orElse("-"))));
  }

  private static String failures(List<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.failed().stream().map(failure -> failure.text(row.run())))
        .collect(Collectors.joining());
  }

  private static String topOne(Optional<Network> network) {
    return network
        .flatMap(n -> n.topOne().stream().boxed().findFirst())
        .map(Figures::percent)
        .orElse("-");
  }

  private static String gain(Row row) {
    return row.gain().isPresent()
        ? (row.gain().getAsDouble() < 0 ? "" : "+") + Figures.points(row.gain().getAsDouble())
        : "-";
  }

  private static String latency(Network network) {
    return network.latencyMillis().isPresent()
        ? String.format(Locale.ROOT, "%.2f ms", network.latencyMillis().getAsDouble())
        : "-";
  }

  private static String winner(Row row, Function<Network, String> figure) {
    return row.winner().map(figure).orElse("-");
  }
}
