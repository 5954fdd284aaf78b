package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Slot.Kind;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Gives a grown network its parent's weights such that it computes exactly what the parent computed
 * (as Net2Net does, Chen et al., arXiv 1511.05641, but without duplicating channels).
 *
 * <p>New width: old outputs read new channels with weights of zero. New depth: the last batch norm
 * of a new residual branch has a scale of zero. A resolution that grows keeps the weights, but not
 * the function.
 */
public final class Inheritance {

  private final Blueprint child;
  private final ChannelOrigins origins;
  private final Weights inherited;
  private final Weights parent;
  private final Map<String, Slot> sources;

  private Inheritance(Blueprint child, Blueprint parentPlan, Weights parent, Weights fresh) {
    this.child = child;
    this.origins = new ChannelOrigins(child, parentPlan);
    this.parent = parent;
    this.sources = Maps.uniqueIndex(parent.layout().slots(), Slot::place);
    this.inherited = fresh;
  }

  /**
   * Returns the weights with which a child starts.
   *
   * @param random draws the values that the parent does not have
   * @throws IllegalArgumentException if the child does not contain the parent
   */
  public static Weights inherit(
      Blueprint child, Blueprint parentPlan, Weights parent, RandomGenerator random) {
    Weights fresh = Weights.initial(TensorLayout.of(child), random);
    Inheritance inheritance = new Inheritance(child, parentPlan, parent, fresh);
    fresh.layout().slots().forEach(inheritance::fill);
    return inheritance.inherited;
  }

  private void fill(Slot slot) {
    Optional<Slot> source = Optional.ofNullable(sources.get(slot.place()));
    if (source.isPresent()) {
      copy(slot, source.get());
    } else if (slot.kind() == Kind.SCALE && endsNewBranch(slot.node())) {
      Arrays.fill(inherited.learned(), slot.offset(), slot.offset() + slot.size(), 0);
    }
  }

  /** Tells whether nothing but a sum, or what leaves zeros at zero, reads a batch norm. */
  private boolean endsNewBranch(Node node) {
    return node.layer() instanceof BatchNorm && isAdded(node);
  }

  private boolean isAdded(Node node) {
    return child.nodes().stream()
        .filter(reader -> reader.inputs().contains(node.index()))
        .anyMatch(
            reader ->
                reader.layer() instanceof Add || (leavesZeros(reader.layer()) && isAdded(reader)));
  }

  private static boolean leavesZeros(Layer layer) {
    return layer instanceof Concat || layer instanceof Slice || layer instanceof StochasticDepth;
  }

  private void copy(Slot slot, Slot source) {
    switch (slot.kind()) {
      case KERNEL, MATRIX -> copyCoupled(slot, source);
      case BIAS, SCALE, SHIFT, MEAN, VARIANCE -> copyPerChannel(slot, source);
    }
  }

  private void copyPerChannel(Slot slot, Slot source) {
    int[] outputs = origins.of(slot.node());
    float[] to = inherited.vector(slot.kind());
    float[] from = parent.vector(source.kind());
    for (int c = 0; c < outputs.length; c++) {
      if (outputs[c] != ChannelOrigins.NEW) {
        to[slot.offset() + c] = from[source.offset() + outputs[c]];
      }
    }
  }

  /** Copies weights between old channels, and cuts old outputs off from new inputs. */
  private void copyCoupled(Slot slot, Slot source) {
    int[] outputs = origins.of(slot.node());
    int[] inputs = inputOrigins(slot, source);
    int taps = slot.size() / (outputs.length * inputs.length);
    int sourceInputs = source.dims().get(1);
    checkArgument(
        source.size() == source.dims().get(0) * sourceInputs * taps,
        "%s has the shape %s, which does not contain the parent's %s.",
        slot.name(),
        slot.dims(),
        source.dims());
    float[] to = inherited.learned();
    float[] from = parent.learned();
    for (int out = 0; out < outputs.length; out++) {
      if (outputs[out] == ChannelOrigins.NEW) {
        continue;
      }
      for (int in = 0; in < inputs.length; in++) {
        int target = slot.offset() + (out * inputs.length + in) * taps;
        if (inputs[in] == ChannelOrigins.NEW) {
          Arrays.fill(to, target, target + taps, 0);
        } else {
          int origin = source.offset() + (outputs[out] * sourceInputs + inputs[in]) * taps;
          System.arraycopy(from, origin, to, target, taps);
        }
      }
    }
  }

  /** The channels that one output reads: all of the input's, or those of its group. */
  private int[] inputOrigins(Slot slot, Slot source) {
    int read = slot.dims().get(1);
    int[] all = origins.ofInput(slot.node());
    if (read == all.length) {
      return all;
    }
    checkArgument(
        read == source.dims().get(1),
        "The groups of %s read %s channels, those of the parent %s.",
        slot.name(),
        read,
        source.dims().get(1));
    int[] own = new int[read];
    Arrays.setAll(own, i -> i);
    return own;
  }
}
