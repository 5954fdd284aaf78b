package io.espalier.cli.show;

import io.espalier.space.spec.Quantities;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import io.espalier.trainer.dynamic.DynamicEvaluation.AtResolution;
import io.espalier.trainer.dynamic.DynamicEvaluation.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out how a network does that chooses resolutions. */
final class DynamicTables {

  private DynamicTables() {}

  static String of(DynamicEvaluation evaluation) {
    return "%nWhat the predictor (%s MACs) chose, entropy %.3f nats:%n%n%s%nBeside other choices:%n%n%s"
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
    List<Way> ways = new ArrayList<>();
    ways.add(evaluation.dynamic());
    ways.addAll(evaluation.fixed());
    ways.add(evaluation.random());
    ways.add(evaluation.oracle());
    double full = evaluation.fixed().get(0).macs();
    return Tables.of(
        ways,
        List.of(
            Tables.words("choice", Way::choice),
            Tables.numbers("top-1", way -> Figures.percent(way.topOne())),
            Tables.numbers("expected MACs", way -> Quantities.formatCount(Math.round(way.macs()))),
            Tables.numbers("of full", way -> Figures.percent(way.macs() / full)),
            Tables.numbers(
                "time per image",
                way -> String.format(Locale.ROOT, "%.3f ms", way.millisPerImage()))));
  }
}
