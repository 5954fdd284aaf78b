package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Lays out the results of a run: of a search, from the base, step by step, to the winner. */
public final class RunTable {

  private static final String LEGEND =
      "architecture: side of the input, then depth x width of every stage, @ its resolution's scale%n"
          .formatted();

  private RunTable() {}

  /** A network on the way from the base to the winner. */
  private record Milestone(String what, Evaluation evaluation, boolean inFull) {
    Optional<Evaluation> measured(boolean wantsInFull) {
      return inFull == wantsInFull ? Optional.of(evaluation) : Optional.empty();
    }
  }

  /** Lays out what a run found, as its plan needs it. */
  public static String of(Run run) {
    return run.plan().match(new ByPlan(run));
  }

  /** What is shown of a run. */
  private record ByPlan(Run run) implements Plan.Cases<String> {
    @Override
    public String search(Plan.Search plan) {
      return trials(run);
    }

    @Override
    public String train(Plan.Train plan) {
      return trials(run);
    }

    @Override
    public String dynamic(Plan.Dynamic plan) {
      return trials(run);
    }

    @Override
    public String lean(Plan.Lean plan) {
      return LeanTable.of(run);
    }

    @Override
    public String thumb(Plan.Thumb plan) {
      return ThumbTable.of(run, plan);
    }
  }

  private static String trials(Run run) {
    List<Milestone> rows = new ArrayList<>();
    List<List<Evaluation>> rounds = run.replay().history().rounds();
    for (int i = 0; i < rounds.size(); i++) {
      String what = i == 0 ? "base" : "best of round " + i;
      History.best(rounds.get(i))
          .ifPresent(best -> rows.add(new Milestone(what + epochs(best), best, false)));
    }
    run.replay()
        .inFull()
        .forEach(
            (role, evaluation) ->
                rows.add(new Milestone(evaluation.candidate().why(), evaluation, true)));
    rows.subList(rows.size() - run.replay().inFull().size(), rows.size())
        .sort((a, b) -> Integer.compare(a.evaluation().number(), b.evaluation().number()));
    if (run.looksUp()) {
      run.winner().ifPresent(winner -> rows.add(new Milestone("the winner", winner, false)));
      return table(rows, List.of(score(run, run.measure().name() + " in the table", false)))
          + verdict(run)
          + ending(run)
          + LEGEND;
    }
    String name = run.measure().name();
    String inFull = run.measuredOn() == HeldOut.TEST ? "test " + name : name + " in full";
    return table(
            rows,
            List.of(
                score(run, "validation " + name, false),
                score(run, inFull, true),
                Tables.numbers("latency", row -> Figures.latency(row.evaluation()))))
        + verdict(run)
        + ending(run)
        + LEGEND;
  }

  /** Says how long a trial was trained, where that is not the same for all trials. */
  private static String epochs(Evaluation evaluation) {
    return evaluation.candidate().epochs().stream()
        .mapToObj(count -> count == 1 ? ", 1 epoch" : ", %d epochs".formatted(count))
        .collect(Collectors.joining());
  }

  private static ColumnData<Milestone> score(Run run, String header, boolean inFull) {
    return Tables.numbers(header, row -> Figures.score(run.measure(), row.measured(inFull)));
  }

  private static String table(List<Milestone> rows, List<ColumnData<Milestone>> measured) {
    List<ColumnData<Milestone>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("network", Milestone::what),
                Tables.words(
                    "architecture", row -> row.evaluation().candidate().architecture().summary()),
                Tables.numbers("MACs", row -> Figures.macs(row.evaluation())),
                Tables.numbers(
                    "parameters", row -> Quantities.formatCount(row.evaluation().parameters()))));
    columns.addAll(measured);
    return Tables.of(rows, columns);
  }

  private static String ending(Run run) {
    return run.ending().map("The search ended: %s%n"::formatted).orElse("");
  }

  /** Says how much better the winner is, and at which cost. */
  private static String verdict(Run run) {
    Optional<Evaluation> winner = run.winner();
    OptionalDouble gain = run.gain();
    if (winner.isEmpty() || gain.isEmpty()) {
      return "";
    }
    return "The winner is %s points %s than the base, with %s MACs of a budget of %s.%n"
        .formatted(
            run.measure().formatDifference(Math.abs(gain.getAsDouble())),
            gain.getAsDouble() < 0 ? "worse" : "better",
            Quantities.formatCount(winner.get().spentMacs()),
            Quantities.formatCount(run.spec().budget().macs()));
  }
}
