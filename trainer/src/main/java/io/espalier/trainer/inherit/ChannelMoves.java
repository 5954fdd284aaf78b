package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Shape;
import io.espalier.space.blueprint.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Where old channels stand behind layers that move channels. */
final class ChannelMoves {

  private ChannelMoves() {}

  /** Tells whether a layer puts channels to other places. */
  static boolean moves(Layer layer) {
    return layer instanceof PadChannels
        || layer instanceof Concat
        || layer instanceof Slice
        || layer instanceof ChannelShuffle;
  }

  /**
   * Returns the channels of the output of a layer that the parent does not have.
   *
   * @param inputs for each channel that the layer reads, any number that it is known by
   */
  static int[] moved(Layer layer, List<int[]> inputs) {
    int[] inner = inputs.get(0);
    if (layer instanceof Concat) {
      return inputs.stream().flatMapToInt(Arrays::stream).toArray();
    }
    if (layer instanceof Slice slice) {
      return Arrays.copyOfRange(inner, slice.from(), slice.to());
    }
    if (layer instanceof ChannelShuffle shuffle) {
      int each = inner.length / shuffle.groups();
      return IntStream.range(0, inner.length)
          .map(c -> inner[c % shuffle.groups() * each + c / shuffle.groups()])
          .toArray();
    }
    throw new IllegalArgumentException(
        "A new block cannot start as the identity with " + layer + " in it.");
  }

  /**
   * Returns the parent's channel of each channel of a layer's output.
   *
   * @param node the child's layer
   * @param match the parent's layer of the same name
   * @param inputs the parent's channel of each channel that the child's layer reads
   * @param parentInputs shapes that the parent's layer reads
   */
  static int[] origins(Node node, Node match, List<int[]> inputs, List<Shape> parentInputs) {
    checkArgument(
        node.layer().getClass() == match.layer().getClass(),
        "%s is %s in the child, but %s in the parent.",
        node.name(),
        node.layer(),
        match.layer());
    if (node.layer() instanceof PadChannels pad) {
      return padded(pad, (PadChannels) match.layer(), inputs.get(0), match.shape().channels());
    }
    if (node.layer() instanceof Concat) {
      return joined(inputs, parentInputs);
    }
    if (node.layer() instanceof Slice slice) {
      return taken(slice, (Slice) match.layer(), inputs.get(0));
    }
    if (node.layer() instanceof ChannelShuffle shuffle) {
      return shuffled(shuffle, inputs, match.shape().channels());
    }
    throw new IllegalArgumentException(
        "It is not known where " + node.layer() + " moves channels.");
  }

  private static int[] padded(PadChannels pad, PadChannels old, int[] inner, int oldWidth) {
    checkArgument(
        old.before() <= pad.before() && old.after() <= pad.after(),
        "A shortcut has less room (%s, %s) than that of the network it should inherit from"
            + " (%s, %s). Widen the later stages as much.",
        pad.before(),
        pad.after(),
        old.before(),
        old.after());
    int[] outer = new int[pad.before() + inner.length + pad.after()];
    Arrays.fill(outer, ChannelOrigins.NEW);
    for (int c = 0; c < inner.length; c++) {
      outer[pad.before() + c] = shifted(inner[c], old.before());
    }
    for (int c = 0; c < old.before(); c++) {
      outer[c] = c;
    }
    for (int c = 0; c < old.after(); c++) {
      outer[outer.length - old.after() + c] = oldWidth - old.after() + c;
    }
    return outer;
  }

  private static int[] joined(List<int[]> inputs, List<Shape> parentInputs) {
    checkArgument(
        inputs.size() == parentInputs.size(),
        "%s activations are joined, but %s in the parent.",
        inputs.size(),
        parentInputs.size());
    IntStream joined = IntStream.empty();
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      int before = offset;
      joined = IntStream.concat(joined, Arrays.stream(inputs.get(i)).map(c -> shifted(c, before)));
      offset += parentInputs.get(i).channels();
    }
    return joined.toArray();
  }

  private static int[] taken(Slice slice, Slice old, int[] inner) {
    return IntStream.range(slice.from(), slice.to())
        .map(c -> inner[c])
        .map(c -> c >= old.from() && c < old.to() ? c - old.from() : ChannelOrigins.NEW)
        .toArray();
  }

  private static int[] shuffled(ChannelShuffle shuffle, List<int[]> inputs, int oldWidth) {
    int oldEach = oldWidth / shuffle.groups();
    return Arrays.stream(moved(shuffle, inputs))
        .map(c -> c == ChannelOrigins.NEW ? c : c % oldEach * shuffle.groups() + c / oldEach)
        .toArray();
  }

  private static int shifted(int channel, int by) {
    return channel == ChannelOrigins.NEW ? channel : channel + by;
  }
}
