package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.journal.RunSummary;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The table that a search ends with: from the base, step by step, to the winner. */
public final class RunTable {

  private static final String LEGEND =
      "architecture: side of the input, then depth x width of every stage, @ its resolution's scale%n"
          .formatted();

  private RunTable() {}

  private record Row(String what, Evaluation evaluation, boolean inFull) {
    Optional<Evaluation> measured(boolean wantsInFull) {
      return inFull == wantsInFull ? Optional.of(evaluation) : Optional.empty();
    }
  }

  /** Lays the table of a run out. */
  public static String of(RunSummary run) {
    List<Row> rows = new ArrayList<>();
    List<List<Evaluation>> rounds = run.replay().history().rounds();
    for (int i = 0; i < rounds.size(); i++) {
      String what = i == 0 ? "base" : "best of round " + i;
      History.best(rounds.get(i))
          .ifPresent(best -> rows.add(new Row(what + epochs(best), best, false)));
    }
    run.replay()
        .inFull()
        .forEach(
            (role, evaluation) ->
                rows.add(new Row(evaluation.candidate().why(), evaluation, true)));
    rows.subList(rows.size() - run.replay().inFull().size(), rows.size())
        .sort((a, b) -> Integer.compare(a.evaluation().number(), b.evaluation().number()));
    if (run.looksUp()) {
      run.winner().ifPresent(winner -> rows.add(new Row("the winner", winner, false)));
      return table(rows, List.of(topOne("top-1 in the table", false)))
          + verdict(run)
          + ending(run)
          + LEGEND;
    }
    String inFull = run.started().images().test() > 0 ? "test top-1" : "top-1 in full";
    return table(
            rows,
            List.of(
                topOne("validation top-1", false),
                topOne(inFull, true),
                Tables.numbers("latency", row -> Figures.latency(row.evaluation()))))
        + verdict(run)
        + ending(run)
        + LEGEND;
  }

  /** Says how long a trial was trained, where that is not the same for all. */
  private static String epochs(Evaluation evaluation) {
    return evaluation.candidate().epochs().stream()
        .mapToObj(count -> count == 1 ? ", 1 epoch" : ", %d epochs".formatted(count))
        .collect(Collectors.joining());
  }

  private static ColumnData<Row> topOne(String header, boolean inFull) {
    return Tables.numbers(header, row -> Figures.topOne(row.measured(inFull)));
  }

  private static String table(List<Row> rows, List<ColumnData<Row>> measured) {
    List<ColumnData<Row>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("network", Row::what),
                Tables.words(
                    "architecture", row -> row.evaluation().candidate().architecture().summary()),
                Tables.numbers("MACs", row -> Figures.macs(row.evaluation())),
                Tables.numbers(
                    "parameters", row -> Quantities.formatCount(row.evaluation().parameters()))));
    columns.addAll(measured);
    return Tables.of(rows, columns);
  }

  private static String ending(RunSummary run) {
    return run.ending().map("The search ended: %s%n"::formatted).orElse("");
  }

  /** What the search was for: how much better the winner is, at which cost. */
  private static String verdict(RunSummary run) {
    Optional<Evaluation> winner = run.winner();
    OptionalDouble gain = run.gain();
    if (winner.isEmpty() || gain.isEmpty()) {
      return "";
    }
    return "The winner is %s points %s than the base, with %s MACs of a budget of %s.%n"
        .formatted(
            Figures.points(Math.abs(gain.getAsDouble())),
            gain.getAsDouble() < 0 ? "worse" : "better",
            Quantities.formatCount(winner.get().spentMacs()),
            Quantities.formatCount(run.spec().budget().macs()));
  }
}
