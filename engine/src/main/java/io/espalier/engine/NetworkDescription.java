package io.espalier.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.Lifetimes;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a network is made of and costs, exact to the integer. Nothing is trained for it, and no
 * network is built.
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
public record NetworkDescription(
    String network,
    Architecture architecture,
    Task task,
    long macs,
    long parameters,
    long peakActivations,
    List<Part> stages,
    List<DescribedLayer> layers,
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
  public record DescribedLayer(
      String name,
      String stage,
      String type,
      String output,
      long macs,
      long parameters,
      Optional<Lean> density,
      OptionalLong denseMacs) {

    private static DescribedLayer of(MacLedger.LayerMacs row) {
      Optional<LeanConv> lean =
          Optional.of(row.layer()).filter(LeanConv.class::isInstance).map(LeanConv.class::cast);
      return new DescribedLayer(
          row.name(),
          row.part(),
          row.layer().getClass().getSimpleName(),
          row.output().toString(),
          row.macs(),
          row.parameters(),
          lean.map(LeanConv::lean),
          lean.stream().mapToLong(conv -> conv.dense().macs(row.output())).findFirst());
    }
  }

  /** Copies the lists. */
  public NetworkDescription {
    stages = List.copyOf(stages);
    layers = List.copyOf(layers);
  }

  /**
   * Describes a published network, such as {@code resnet-50@224}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static NetworkDescription of(String preset) {
    Family.Preset found = Families.preset(preset);
    return of(preset, found.architecture(), found.task(), false, Optional.empty());
  }

  /**
   * Describes an architecture.
   *
   * @param network its name
   * @param withLayers whether every layer is listed
   * @param dynamic how it chooses a resolution for every image, if it does
   * @throws IllegalArgumentException if it cannot be drawn
   */
  public static NetworkDescription of(
      String network,
      Architecture architecture,
      Task task,
      boolean withLayers,
      Optional<DynamicResolution> dynamic) {
    Blueprint blueprint = Families.draw(architecture, task);
    MacLedger ledger = MacLedger.of(blueprint);
    return new NetworkDescription(
        network,
        architecture,
        task,
        ledger.macs(),
        ledger.parameters(),
        Lifetimes.of(blueprint).peakActivations(),
        ledger.parts().stream()
            .map(p -> new Part(p.part(), p.output().toString(), p.macs(), p.parameters()))
            .toList(),
        withLayers ? ledger.layers().stream().map(DescribedLayer::of).toList() : List.of(),
        dynamic.map(settings -> DynamicCost.of(architecture, task, settings)));
  }
}
