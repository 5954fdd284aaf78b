package io.espalier.cli.show;

import io.espalier.cli.run.RunSummary;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Measurement;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The table that a search ends with: from the base, step by step, to the winner. */
public final class RunTable {

  private static final String LEGEND =
      "architecture: side of the input, then depth x width of every stage, @ its resolution's scale%n"
          .formatted();

  private RunTable() {}

  private record Row(String what, Evaluation evaluation, boolean inFull) {
    Optional<Measurement> measured(boolean wantsInFull) {
      return inFull == wantsInFull ? evaluation.measurement() : Optional.empty();
    }
  }

  /** Lays the table of a run out. */
  public static String of(RunSummary run) {
    List<Row> rows = new ArrayList<>();
    List<List<Evaluation>> rounds = run.replay().history().rounds();
    for (int i = 0; i < rounds.size(); i++) {
      String what = i == 0 ? "base" : "best of round " + i;
      History.best(rounds.get(i)).ifPresent(best -> rows.add(new Row(what, best, false)));
    }
    run.replay()
        .inFull()
        .forEach(
            (role, evaluation) ->
                rows.add(new Row(evaluation.candidate().why(), evaluation, true)));
    rows.subList(rows.size() - run.replay().inFull().size(), rows.size())
        .sort((a, b) -> Integer.compare(a.evaluation().number(), b.evaluation().number()));
    String inFull = run.started().images().test() > 0 ? "test top-1" : "top-1 in full";
    return table(rows, inFull) + verdict(run) + LEGEND;
  }

  private static String table(List<Row> rows, String inFull) {
    return Tables.of(
        rows,
        List.of(
            Tables.words("network", Row::what),
            Tables.words(
                "architecture", row -> row.evaluation().candidate().architecture().summary()),
            Tables.numbers("MACs", row -> Figures.macs(row.evaluation())),
            Tables.numbers(
                "parameters", row -> Quantities.formatCount(row.evaluation().parameters())),
            Tables.numbers("validation top-1", row -> Figures.topOne(row.measured(false))),
            Tables.numbers(inFull, row -> Figures.topOne(row.measured(true))),
            Tables.numbers("latency", row -> Figures.latency(row.evaluation()))));
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
