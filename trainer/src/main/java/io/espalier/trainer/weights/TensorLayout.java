package io.espalier.trainer.weights;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.Linear;
import io.espalier.trainer.weights.Slot.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The place of each tensor of a network: all learned values are in one flat vector, all running
 * statistics in another.
 *
 * <p>The vectors are flat: so an optimizer needs a few operations per step instead of a few per
 * tensor, and a checkpoint is one copy.
 */
public final class TensorLayout {

  private final List<Slot> learned;
  private final List<Slot> statistics;
  private final Map<String, Slot> byName;

  private TensorLayout(List<Slot> slots) {
    this.learned = slots.stream().filter(slot -> slot.kind().learned()).toList();
    this.statistics = slots.stream().filter(slot -> !slot.kind().learned()).toList();
    this.byName = Maps.uniqueIndex(slots, Slot::name);
  }

  /** Lays out the tensors of a network, in the order of its layers. */
  public static TensorLayout of(Blueprint blueprint) {
    return of(List.of(blueprint));
  }

  /**
   * Lays out the tensors of networks that share those of equal names: all of the first, then what
   * each of the others has beyond.
   */
  public static TensorLayout of(List<Blueprint> blueprints) {
    Builder builder = new Builder();
    blueprints.forEach(blueprint -> blueprint.nodes().forEach(builder::add));
    return new TensorLayout(ImmutableList.copyOf(builder.slots.values()));
  }

  /** Returns the tensors of the vector of learned values, in its order. */
  public List<Slot> learned() {
    return learned;
  }

  /** Returns the tensors of the vector of running statistics, in its order. */
  public List<Slot> statistics() {
    return statistics;
  }

  /** Returns all tensors, the learned ones first. */
  public List<Slot> slots() {
    List<Slot> all = new ArrayList<>(learned);
    all.addAll(statistics);
    return all;
  }

  /** Returns the tensor of that name, if the network has one. */
  public Optional<Slot> slot(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns the number of learned values. */
  public int learnedSize() {
    return size(learned);
  }

  /** Returns the number of running statistics. */
  public int statisticsSize() {
    return size(statistics);
  }

  private static int size(List<Slot> slots) {
    return slots.stream().mapToInt(Slot::size).reduce(0, Math::addExact);
  }

  private static final class Builder {
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private int learned;
    private int statistics;

    void add(Blueprint.Node node) {
      if (node.layer() instanceof Conv conv) {
        slot(
            node,
            "weight",
            Kind.KERNEL,
            conv.out(),
            conv.in() / conv.groups(),
            conv.kernel(),
            conv.kernel());
        if (conv.bias()) {
          slot(node, "bias", Kind.BIAS, conv.out());
        }
      } else if (node.layer() instanceof LeanConv lean) {
        slot(node, "point.weight", Kind.KERNEL, lean.out(), lean.in(), 1, 1);
        for (LeanConv.Part part : lean.spatial()) {
          slot(
              node,
              part.name() + ".weight",
              Kind.KERNEL,
              lean.out(),
              lean.lean().groupSize(),
              part.rows().taps(),
              part.columns().taps());
        }
      } else if (node.layer() instanceof Linear linear) {
        slot(node, "weight", Kind.MATRIX, linear.out(), linear.in());
        if (linear.bias()) {
          slot(node, "bias", Kind.BIAS, linear.out());
        }
      } else if (node.layer() instanceof BatchNorm norm) {
        slot(node, "weight", Kind.SCALE, norm.channels());
        slot(node, "bias", Kind.SHIFT, norm.channels());
        slot(node, "running_mean", Kind.MEAN, norm.channels());
        slot(node, "running_var", Kind.VARIANCE, norm.channels());
      } else if (node.layer().parameters() > 0) {
        throw new IllegalArgumentException(
            "No layout is known for the weights of " + node.name() + ", " + node.layer() + ".");
      }
    }

    private void slot(Blueprint.Node node, String leaf, Kind kind, Integer... dims) {
      String name = node.name() + "." + leaf;
      if (slots.containsKey(name)) {
        checkArgument(
            slots.get(name).dims().equals(List.of(dims)),
            "The tensor %s cannot be shared: it has the shape %s in one network and %s in another.",
            name,
            slots.get(name).dims(),
            List.of(dims));
        return;
      }
      Slot slot = new Slot(name, kind, List.of(dims), kind.learned() ? learned : statistics, node);
      if (kind.learned()) {
        learned = Math.addExact(learned, slot.size());
      } else {
        statistics = Math.addExact(statistics, slot.size());
      }
      slots.put(name, slot);
    }
  }
}
