package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import com.google.common.collect.Maps;
import io.espalier.engine.tune.LeanResult;
import io.espalier.evaluator.Measurement;
import io.espalier.space.spec.Quantities;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.reconstruct.Reconstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lays out for people what became of a network that was made lean. */
public final class LeanReport {

  private LeanReport() {}

  private record Step(String what, Measurement measurement) {}

  /**
   * Returns the tables: what each projection lost and what the fit won back, and the accuracy step
   * by step.
   */
  public static String table(LeanResult result) {
    return layers(result)
        + System.lineSeparator()
        + steps(result)
        + "%s MACs became %s, %.2f times fewer; %s parameters became %s.%n"
            .formatted(
                Quantities.formatCount(result.denseCost().macs()),
                Quantities.formatCount(result.leanCost().macs()),
                (double) result.denseCost().macs() / result.leanCost().macs(),
                Quantities.formatCount(result.denseCost().parameters()),
                Quantities.formatCount(result.leanCost().parameters()));
  }

  private static String layers(LeanResult result) {
    List<ColumnData<Sparsified.Layer>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("layer", Sparsified.Layer::name),
                Tables.words("part", Sparsified.Layer::part),
                Tables.words("density", Sparsified.Layer::density),
                Tables.numbers("dense MACs", l -> Quantities.formatExactly(l.denseMacs())),
                Tables.numbers("MACs", l -> Quantities.formatExactly(l.macs())),
                Tables.numbers("relative error", l -> fixed(l.relativeError()))));
    if (result.fitted().isPresent()) {
      Map<String, Reconstruction.Layer> fits =
          Maps.uniqueIndex(result.fitted().get().layers(), Reconstruction.Layer::name);
      columns.add(Tables.numbers("response error", l -> fixed(fits.get(l.name()).projected())));
      columns.add(Tables.numbers("fitted", l -> fixed(fits.get(l.name()).fitted())));
    }
    return Tables.of(result.layers(), columns);
  }

  private static String steps(LeanResult result) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("dense", result.before()));
    steps.add(new Step("projected", result.projected()));
    result.fitted().ifPresent(fitted -> steps.add(new Step("fitted", fitted.measurement())));
    steps.add(new Step("batch norm calibrated", result.calibrated()));
    for (int epoch = 0; epoch < result.epochs().size(); epoch++) {
      steps.add(new Step("epoch %d".formatted(epoch + 1), result.epochs().get(epoch)));
    }
    String images = result.measuredOn().name().toLowerCase(Locale.ROOT);
    return Tables.of(
        steps,
        List.of(
            Tables.words("step", Step::what),
            Tables.numbers(images + " top-1", s -> Figures.percent(s.measurement().topOne())),
            Tables.numbers("loss", s -> fixed(s.measurement().loss()))));
  }

  private static String fixed(double number) {
    return String.format(Locale.ROOT, "%.4f", number);
  }
}
