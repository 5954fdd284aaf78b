package io.espalier.cli.show;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.freva.asciitable.ColumnData;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.Lifetimes;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.spec.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network is made of and costs, exact to the integer.
 *
 * @param network its name
 * @param architecture what it was drawn from
 * @param task channels and classes
 * @param macs multiply-accumulates of one image
 * @param parameters learned values
 * @param peakActivations how many numbers have to be kept at once for one image, at most
 * @param stages stem, stages and head
 * @param layers every layer, if asked for
 * @param dynamic what it costs to choose a resolution for every image, if it does
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkReport(
    String network,
    Architecture architecture,
    Task task,
    long macs,
    long parameters,
    long peakActivations,
    List<Part> stages,
    List<Layer> layers,
    Optional<DynamicCost> dynamic) {

  /**
   * Stem, a stage, or the head.
   *
   * @param name which
   * @param output channels x rows x columns behind it
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   */
  public record Part(String name, String output, long macs, long parameters) {}

  /**
   * A layer.
   *
   * @param name its name in weights files
   * @param stage stem, stage or head
   * @param type what it is
   * @param output channels x rows x columns behind it
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   * @param density of a lean convolution
   * @param denseMacs multiply-accumulates of the dense convolution in place of a lean one
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Layer(
      String name,
      String stage,
      String type,
      String output,
      long macs,
      long parameters,
      Optional<Lean> density,
      OptionalLong denseMacs) {

    private static Layer of(MacLedger.Row row) {
      Optional<LeanConv> lean =
          Optional.of(row.layer()).filter(LeanConv.class::isInstance).map(LeanConv.class::cast);
      return new Layer(
          row.name(),
          row.part(),
          row.layer().getClass().getSimpleName(),
          row.output().toString(),
          row.macs(),
          row.parameters(),
          lean.map(LeanConv::lean),
          lean.stream().mapToLong(conv -> conv.dense().macs(row.output())).findFirst());
    }

    private String typeAndDensity() {
      return density.map(lean -> type + " " + lean).orElse(type);
    }

    private String dense() {
      return denseMacs.isPresent() ? exact(denseMacs.getAsLong()) : "";
    }
  }

  /** Copies the lists. */
  public NetworkReport {
    stages = List.copyOf(stages);
    layers = List.copyOf(layers);
  }

  /** Describes an architecture. */
  public static NetworkReport of(
      String network,
      Architecture architecture,
      Task task,
      boolean withLayers,
      Optional<DynamicResolution> dynamic) {
    Blueprint blueprint = Families.draw(architecture, task);
    MacLedger ledger = MacLedger.of(blueprint);
    return new NetworkReport(
        network,
        architecture,
        task,
        ledger.macs(),
        ledger.parameters(),
        Lifetimes.of(blueprint).peakActivations(),
        ledger.parts().stream()
            .map(p -> new Part(p.part(), p.output().toString(), p.macs(), p.parameters()))
            .toList(),
        withLayers ? ledger.layers().stream().map(Layer::of).toList() : List.of(),
        dynamic.map(settings -> DynamicCost.of(architecture, task, settings)));
  }

  /** Lays the report out for people. */
  public String table() {
    List<Part> parts = new ArrayList<>(stages);
    parts.add(new Part("all", "", macs, parameters));
    String head =
        "%s: %s, %s, %d classes%n%s MACs, %s parameters, %s of activations at most%n%n"
            .formatted(
                network,
                family(),
                architecture.summary(),
                task.classes(),
                both(macs),
                both(parameters),
                Quantities.formatBytes(peakActivations * Float.BYTES));
    return head
        + Tables.of(
            parts,
            List.of(
                Tables.words("part", Part::name),
                Tables.words("output", Part::output),
                Tables.numbers("MACs", part -> exact(part.macs())),
                Tables.numbers("share", part -> Figures.percent((double) part.macs() / macs)),
                Tables.numbers("parameters", part -> exact(part.parameters()))))
        + dynamic.map(DynamicCost::text).orElse("")
        + (layers.isEmpty() ? "" : System.lineSeparator() + layerTable());
  }

  private String layerTable() {
    List<ColumnData<Layer>> columns =
        new ArrayList<>(
            List.of(
                Tables.words("layer", Layer::name),
                Tables.words("part", Layer::stage),
                Tables.words("type", Layer::typeAndDensity),
                Tables.words("output", Layer::output),
                Tables.numbers("MACs", layer -> exact(layer.macs()))));
    if (layers.stream().anyMatch(layer -> layer.density().isPresent())) {
      columns.add(Tables.numbers("MACs if dense", Layer::dense));
    }
    columns.add(Tables.numbers("parameters", layer -> exact(layer.parameters())));
    return Tables.of(layers, columns);
  }

  private String family() {
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
