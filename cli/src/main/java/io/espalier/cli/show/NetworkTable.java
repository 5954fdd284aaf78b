package io.espalier.cli.show;

import com.github.freva.asciitable.ColumnData;
import io.espalier.engine.NetworkDescription;
import io.espalier.engine.NetworkDescription.DescribedLayer;
import io.espalier.engine.NetworkDescription.Part;
import io.espalier.space.Architecture;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays out what a network is made of and costs. */
public final class NetworkTable {

  private NetworkTable() {}

  /** Returns its parts, and its layers where they are listed. */
  public static String of(NetworkDescription it) {
    List<Part> parts = new ArrayList<>(it.stages());
    parts.add(new Part("all", "", it.macs(), it.parameters()));
    String head =
        "%s: %s, %s, %d classes%n%s MACs, %s parameters, %s of activations at most%n%n"
            .formatted(
                it.network(),
                family(it.architecture()),
                it.architecture().summary(),
                it.task().classes(),
                both(it.macs()),
                both(it.parameters()),
                Quantities.formatBytes(it.peakActivations() * Float.BYTES));
    return head
        + Tables.of(
            parts,
            List.of(
                Tables.words("part", Part::name),
                Tables.words("output", Part::output),
                Tables.numbers("MACs", part -> exact(part.macs())),
                Tables.numbers("share", part -> Figures.percent((double) part.macs() / it.macs())),
                Tables.numbers("parameters", part -> exact(part.parameters()))))
        + it.dynamic().map(DynamicTables::cost).orElse("")
        + (it.layers().isEmpty() ? "" : System.lineSeparator() + layers(it.layers()));
  }

  private static String layers(List<DescribedLayer> layers) {
    List<ColumnData<DescribedLayer>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("layer", DescribedLayer::name),
                Tables.words("part", DescribedLayer::stage),
                Tables.words("type", NetworkTable::typeAndDensity),
                Tables.words("output", DescribedLayer::output),
                Tables.numbers("MACs", layer -> exact(layer.macs()))));
    if (layers.stream().anyMatch(layer -> layer.density().isPresent())) {
      columns.add(Tables.numbers("MACs if dense", NetworkTable::dense));
    }
    columns.add(Tables.numbers("parameters", layer -> exact(layer.parameters())));
    return Tables.of(layers, columns);
  }

  private static String typeAndDensity(DescribedLayer layer) {
    return layer.density().map(lean -> layer.type() + " " + lean).orElse(layer.type());
  }

  private static String dense(DescribedLayer layer) {
    return layer.denseMacs().isPresent() ? exact(layer.denseMacs().getAsLong()) : "";
  }

  private static String family(Architecture architecture) {
    return Stream.concat(
            Stream.of(architecture.family()),
            architecture.options().entrySet().stream().map(o -> o.getKey() + " " + o.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A count with all its digits, and in short. */
  private static String both(long count) {
    return count < 1000
        ? exact(count)
        : "%s (%s)".formatted(exact(count), Quantities.formatCount(count));
  }

  private static String exact(long count) {
    return Quantities.formatExactly(count);
  }
}
