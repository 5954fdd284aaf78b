package io.espalier.space.macs;

import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The multiply-accumulates of a network, exact to the integer: per layer, per stage and in all, for
 * one image at the resolution that the blueprint was drawn for.
 *
 * <p>A MAC is one multiply-accumulate of a convolution or linear layer; bias, batch normalisation,
 * activation, pooling, resizing and addition count nothing. Overflow throws.
 */
public final class MacLedger {

  private final Blueprint blueprint;

  private MacLedger(Blueprint blueprint) {
    this.blueprint = blueprint;
  }

  /**
   * One line of the ledger.
   *
   * @param name the layer's name
   * @param part stem, stage or head
   * @param layer the layer
   * @param output shape of its output
   * @param macs multiply-accumulates for one image
   * @param parameters learned values
   */
  public record LayerMacs(
      String name, String part, Layer layer, Shape output, long macs, long parameters) {}

  /**
   * The sums over a part.
   *
   * @param part stem, stage or head
   * @param output shape of its last output
   * @param macs multiply-accumulates for one image
   * @param parameters learned values
   */
  public record PartSum(String part, Shape output, long macs, long parameters) {}

  /** Opens the ledger of a blueprint. */
  public static MacLedger of(Blueprint blueprint) {
    return new MacLedger(blueprint);
  }

  /** Returns the multiply-accumulates of one image. */
  public static long macs(Blueprint blueprint) {
    long sum = 0;
    for (Blueprint.Node node : blueprint.nodes()) {
      sum = Math.addExact(sum, node.macs());
    }
    return sum;
  }

  /** Returns the multiply-accumulates of one image. */
  public long macs() {
    return macs(blueprint);
  }

  /** Returns the number of learned values. */
  public long parameters() {
    return blueprint.parameters();
  }

  /** Returns a row for every layer, in the order of the blueprint. */
  public List<LayerMacs> layers() {
    return blueprint.nodes().stream()
        .map(
            node ->
                new LayerMacs(
                    node.name(),
                    node.part(),
                    node.layer(),
                    node.shape(),
                    node.macs(),
                    node.layer().parameters()))
        .toList();
  }

  /** Returns the sums over stem, stages and head, in that order. */
  public List<PartSum> parts() {
    return layers().stream()
        .collect(Collectors.groupingBy(LayerMacs::part, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(MacLedger::sum)
        .toList();
  }

  private static PartSum sum(List<LayerMacs> rows) {
    LayerMacs last = rows.get(rows.size() - 1);
    return new PartSum(
        last.part(),
        last.output(),
        rows.stream().mapToLong(LayerMacs::macs).reduce(0, Math::addExact),
        rows.stream().mapToLong(LayerMacs::parameters).reduce(0, Math::addExact));
  }
}
