package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.Table;
import io.espalier.space.blueprint.Activation;
import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.Slice;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.List;

/**
 * Makes layers pass channels on unchanged: convolutions by one 1 in the centre of a kernel, batch
 * norms by undoing what they do, rectifiers because what they read was rectified before.
 *
 * <p>Batch norms get the mean and the variance that they will see, so that they undo about what
 * they do in training, too. The other values of the kernels are zero, but what they read is not:
 * they learn from the first step on.
 */
final class IdentityStart {

  private final Blueprint child;
  private final Weights weights;
  private final Table<Integer, Integer, RectifiedMoments> known = HashBasedTable.create();

  IdentityStart(Blueprint child, Weights weights) {
    this.child = child;
    this.weights = weights;
  }

  /** Makes all channels pass through a layer of a new block. */
  void pass(Node node) {
    if (ChannelMoves.moves(node.layer())) {
      return;
    }
    for (int channel = 0; channel < node.shape().channels(); channel++) {
      pass(node, channel, channel);
    }
  }

  /**
   * Makes one channel pass through a branch.
   *
   * @param spare channel within the branch that nothing uses yet
   */
  void carry(ShuffledBlocks.Carry carry, int spare) {
    List<Node> convolutions =
        carry.layers().stream().filter(node -> node.layer() instanceof Conv).toList();
    Node last = convolutions.get(convolutions.size() - 1);
    int channel = carry.from();
    for (Node node : carry.layers()) {
      int next = node.layer() instanceof Conv ? (node.equals(last) ? carry.to() : spare) : channel;
      pass(node, next, channel);
      channel = next;
    }
  }

  private void pass(Node node, int to, int from) {
    RectifiedMoments moments = moments(input(node, 0), from);
    checkArgument(
        !(node.layer() instanceof LeanConv),
        "%s cannot start as the identity: it is %s.",
        node.name(),
        node.layer());
    if (node.layer() instanceof Conv conv) {
      pass(node, conv, to, from);
    } else if (node.layer() instanceof BatchNorm norm) {
      pass(node, norm, to, moments);
    } else if (node.layer() instanceof Activation activation) {
      checkArgument(
          ceiling(activation.function()) >= moments.ceiling(),
          "%s cannot start as the identity: it is %s.",
          node.name(),
          activation);
    }
    known.put(node.index(), to, moments);
  }

  private void pass(Node node, Conv conv, int to, int from) {
    int inputs = conv.in() / conv.groups();
    int group = to / (conv.out() / conv.groups());
    int center = conv.kernel() / 2;
    checkArgument(
        conv.stride() == 1
            && conv.padding().before() == center
            && conv.padding().after() == center
            && !conv.bias()
            && from / inputs == group,
        "%s cannot start as the identity: it is %s.",
        node.name(),
        conv);
    Slot kernel = slot(node, "weight");
    int taps = conv.kernel() * conv.kernel();
    int row = kernel.offset() + to * inputs * taps;
    Arrays.fill(weights.learned(), row, row + inputs * taps, 0);
    weights.learned()[row + from % inputs * taps + taps / 2] = 1;
  }

  private void pass(Node node, BatchNorm norm, int channel, RectifiedMoments moments) {
    float variance = (float) moments.variance();
    set(node, "weight", channel, Math.sqrt(variance + norm.epsilon()));
    set(node, "bias", channel, moments.mean());
    set(node, "running_mean", channel, moments.mean());
    set(node, "running_var", channel, variance);
  }

  private void set(Node node, String leaf, int channel, double value) {
    Slot slot = slot(node, leaf);
    weights.vector(slot.kind())[slot.offset() + channel] = (float) value;
  }

  private Slot slot(Node node, String leaf) {
    return weights.layout().slot(node.name() + "." + leaf).orElseThrow();
  }

  /** Finds the rectified batch norm that a channel comes from. */
  private RectifiedMoments moments(Node node, int channel) {
    RectifiedMoments passed = known.get(node.index(), channel);
    if (passed != null) {
      return passed;
    }
    if (node.layer() instanceof Activation activation
        && input(node, 0).layer() instanceof BatchNorm) {
      Node norm = input(node, 0);
      return RectifiedMoments.rectified(
          weights.learned()[slot(norm, "bias").offset() + channel],
          weights.learned()[slot(norm, "weight").offset() + channel],
          ceiling(activation.function()));
    }
    if (node.layer() instanceof Slice slice) {
      return moments(input(node, 0), slice.from() + channel);
    }
    if (node.layer() instanceof ChannelShuffle shuffle) {
      int each = node.shape().channels() / shuffle.groups();
      return moments(
          input(node, 0), channel % shuffle.groups() * each + channel / shuffle.groups());
    }
    if (node.layer() instanceof Concat) {
      int first = input(node, 0).shape().channels();
      return channel < first
          ? moments(input(node, 0), channel)
          : moments(input(node, 1), channel - first);
    }
    throw new IllegalArgumentException(
        "What follows %s cannot start as the identity: its values are not rectified."
            .formatted(node.name()));
  }

  private static double ceiling(Function function) {
    return switch (function) {
      case RELU -> Double.POSITIVE_INFINITY;
      case RELU6 -> 6;
      case SIGMOID, SILU, HARD_SIGMOID, HARD_SWISH -> Double.NaN;
    };
  }

  private Node input(Node node, int index) {
    return child.nodes().get(node.inputs().get(index));
  }
}
