package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Maps;
import com.google.common.collect.Multimaps;
import io.espalier.space.blueprint.Add;
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
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives a grown network its parent's weights such that it computes exactly what the parent computed
 * (as Net2Net does, Chen et al., arXiv 1511.05641, but without duplicating channels).
 *
 * <ul>
 *   <li>New width: old outputs read new channels with weights of zero.
 *   <li>New depth with a shortcut: the last batch norm of a new residual branch has a scale of
 *       zero.
 *   <li>New depth without a shortcut, in MobileNetV1 and in the convolved half of ShuffleNetV2: the
 *       layers of a new block start as the identity, see {@link IdentityStart}.
 *   <li>Convolutions that get denser: see {@link Densities}.
 *   <li>Where channels take turns to pass by, in ShuffleNetV2: see {@link HalvesArrangement}.
 *   <li>A resolution that grows keeps the weights, but not the function.
 * </ul>
 */
public final class Inheritance {

  private final Blueprint child;
  private final NewBlocks newBlocks;
  private final ChannelOrigins origins;
  private final Weights inherited;
  private final Weights parent;
  private final Map<String, Slot> sources;
  private final Densities densities;

  private Inheritance(Blueprint child, Blueprint parentPlan, Weights parent, Weights fresh) {
    this.child = child;
    this.newBlocks = new NewBlocks(child, parentPlan);
    this.origins = new ChannelOrigins(child, parentPlan, newBlocks);
    this.parent = parent;
    this.sources = Maps.uniqueIndex(parent.layout().slots(), Slot::place);
    this.inherited = fresh;
    this.densities = new Densities(child, parentPlan);
  }

  /**
   * Returns the weights with which a child starts.
   *
   * @param random draws the values that the parent does not have
   * @throws IllegalArgumentException if the child does not contain the parent; the message names
   *     the layer
   */
  public static Weights inherit(
      Blueprint child, Blueprint parentPlan, Weights parent, RandomGenerator random) {
    Weights fresh = Weights.initial(TensorLayout.of(child), random);
    Inheritance inheritance = new Inheritance(child, parentPlan, parent, fresh);
    inheritance.checkNothingIsLost();
    fresh.layout().slots().forEach(inheritance::fill);
    inheritance.fillDenser();
    inheritance.startIdentities();
    return inheritance.inherited;
  }

  private void checkNothingIsLost() {
    Set<String> places =
        inherited.layout().slots().stream().map(Slot::place).collect(Collectors.toSet());
    for (Slot source : parent.layout().slots()) {
      checkArgument(
          places.contains(source.place()) || densities.changed(source.node()),
          "A child without %s cannot inherit from a parent that has it: no stage may get shallower.",
          source.name());
    }
  }

  /** Fills the kernels of the convolutions that are denser than the parent's. */
  private void fillDenser() {
    for (Node node : child.nodes()) {
      if (densities.changed(node)) {
        densities.inherit(node, origins.of(node), origins.ofInput(node), parent, inherited);
      }
    }
  }

  private void fill(Slot slot) {
    if (densities.changed(slot.node())) {
      return;
    }
    Optional<Slot> source = Optional.ofNullable(sources.get(slot.place()));
    if (source.isPresent()) {
      copy(slot, source.get());
      return;
    }
    boolean zero = newBlocks.startsAtZero(slot.node());
    checkArgument(
        zero || newBlocks.startsAsIdentity(slot.node()),
        "%s is new in a block that the parent has without it: the child does not contain its"
            + " parent.",
        slot.name());
    if (zero && slot.kind() == Kind.SCALE && isAdded(slot.node())) {
      Arrays.fill(inherited.learned(), slot.offset(), slot.offset() + slot.size(), 0);
    }
  }

  /** Tells whether a batch norm is read only by sums and by layers that keep zeros at zero. */
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

  /** In the order of the layers: each one looks back at what it reads. */
  private void startIdentities() {
    IdentityStart start = new IdentityStart(child, inherited);
    ListMultimap<Integer, ShuffledBlocks.Carry> carries =
        Multimaps.index(origins.carries(), carry -> carry.layers().get(0).index());
    for (Node node : child.nodes()) {
      if (newBlocks.startsAsIdentity(node)) {
        start.pass(node);
      }
      carries.get(node.index()).forEach(carry -> start.carry(carry, spare(carry)));
    }
  }

  /**
   * A channel in a branch that the parent's branch does not have, a different one for each carry.
   */
  private int spare(ShuffledBlocks.Carry carry) {
    int[] within = origins.of(carry.layers().get(0));
    return IntStream.range(0, within.length)
        .filter(c -> within[c] == ChannelOrigins.NEW)
        .skip(carry.order())
        .findFirst()
        .orElseThrow();
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

  /** The origins of what a kernel reads: the second of a sequence reads the first one's outputs. */
  private int[] read(Slot slot, int[] outputs) {
    return slot.readsOwnOutputs() ? outputs : origins.ofInput(slot.node());
  }

  /** Copies weights between old channels, and cuts old outputs off from new inputs. */
  private void copyCoupled(Slot slot, Slot source) {
    int[] outputs = origins.of(slot.node());
    int[] inputs = read(slot, outputs);
    Coupling to = Coupling.of(slot);
    Coupling from = Coupling.of(source);
    checkArgument(
        to.taps() == from.taps(),
        "%s has the shape %s, which does not contain the parent's %s.",
        slot.name(),
        slot.dims(),
        source.dims());
    for (int out = 0; out < outputs.length; out++) {
      if (outputs[out] == ChannelOrigins.NEW) {
        continue;
      }
      int found = 0;
      for (int i = 0; i < to.read(); i++) {
        int target = to.offset(out, i);
        int input = inputs[to.first(out) + i] - from.first(outputs[out]);
        if (inputs[to.first(out) + i] == ChannelOrigins.NEW || input < 0 || input >= from.read()) {
          Arrays.fill(inherited.learned(), target, target + to.taps(), 0);
        } else {
          int origin = from.offset(outputs[out], input);
          System.arraycopy(parent.learned(), origin, inherited.learned(), target, to.taps());
          found++;
        }
      }
      checkArgument(
          found == from.read(),
          "%s reads %s of the channels that it needs from its parent, not all %s. Keep the widths"
              + " multiples of the groups.",
          slot.name(),
          found,
          from.read());
    }
  }
}
