package io.espalier.cli.show;

import io.espalier.engine.DynamicCost;
import io.espalier.space.spec.Quantities;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import io.espalier.trainer.dynamic.DynamicEvaluation.AtResolution;
import io.espalier.trainer.dynamic.DynamicEvaluation.ChoosingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays out the measurements of a network that chooses resolutions. */
final class DynamicTables {

  private DynamicTables() {}

  /** Says what it costs to choose. */
  static String cost(DynamicCost cost) {
    String choices =
        IntStream.range(0, cost.resolutions().size())
            .mapToObj(
                i ->
                    "%d px (%s)"
                        .formatted(
                            cost.resolutions().get(i), Quantities.formatCount(cost.macs().get(i))))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "chooses %s; its predictor has %s MACs (%.1f %% of the network's) and %s parameters; %s MACs are planned for an image%n",
        choices,
        Quantities.formatCount(cost.predictorMacs()),
        100.0 * cost.predictorMacs() / cost.macs().get(0),
        Quantities.formatCount(cost.predictorParameters()),
        Quantities.formatCount(cost.plannedMacs()));
  }

  static String of(DynamicEvaluation evaluation) {
    return "%nWhat the predictor (%s MACs) chose, entropy %.3f nats:%n%n%s%nCompared with other choices:%n%n%s"
        .formatted(
            Quantities.formatCount(evaluation.predictorMacs()),
            evaluation.entropy(),
            chosen(evaluation),
            ways(evaluation));
  }

  private static String chosen(DynamicEvaluation evaluation) {
    return Tables.of(
        evaluation.resolutions(),
        List.of(
            Tables.words("resolution", (AtResolution at) -> at.side() + " px"),
            Tables.numbers("images", at -> "%,d".formatted(at.images())),
            Tables.numbers("share", at -> Figures.percent(at.share())),
            Tables.numbers(
                "top-1",
                at -> at.topOne().isPresent() ? Figures.percent(at.topOne().getAsDouble()) : "-"),
            Tables.numbers("MACs", at -> Quantities.formatCount(at.macs()))));
  }

  private static String ways(DynamicEvaluation evaluation) {
    List<ChoosingResult> ways = new ArrayList<>();
    ways.add(evaluation.dynamic());
    ways.addAll(evaluation.fixed());
    ways.add(evaluation.random());
    ways.add(evaluation.oracle());
    double full = evaluation.fixed().get(0).macs();
    return Tables.of(
        ways,
        List.of(
            Tables.words("choice", ChoosingResult::choice),
            Tables.numbers("top-1", way -> Figures.percent(way.topOne())),
            Tables.numbers("expected MACs", way -> Quantities.formatCount(Math.round(way.macs()))),
            Tables.numbers("of full", way -> Figures.percent(way.macs() / full)),
            Tables.numbers(
                "time per image",
                way -> String.format(Locale.ROOT, "%.3f ms", way.millisPerImage()))));
  }
}
