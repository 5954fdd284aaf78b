package io.espalier.trainer.inherit;

import io.espalier.space.blueprint.Activation;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Confidence;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Input;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.blueprint.Linear;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.space.blueprint.Subsample;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which activations must have their channels in the same order: a union-find over the nodes.
 *
 * <p>Layers that pass channels through, or add activations, tie theirs together. Convolutions
 * between all channels do not; nor do layers that move channels to other places.
 */
final class ChannelTies {

  private final Blueprint blueprint;
  private final NewBlocks newBlocks;
  private final int[] tied;

  ChannelTies(Blueprint blueprint, NewBlocks newBlocks) {
    this.blueprint = blueprint;
    this.newBlocks = newBlocks;
    this.tied = IntStream.range(0, blueprint.nodes().size()).toArray();
    blueprint.nodes().forEach(node -> node.layer().match(new Tying(node)));
  }

  /** Returns the index of the node that stands for all that are tied to one. */
  int root(Node node) {
    return root(node.index());
  }

  /** Returns the nodes that are tied together. */
  List<Node> members(int root) {
    return blueprint.nodes().stream().filter(node -> root(node) == root).toList();
  }

  private int root(int index) {
    int root = index;
    while (tied[root] != root) {
      root = tied[root];
    }
    return root;
  }

  /** Ties a node's output to its inputs where the layer leaves channels in their places. */
  private final class Tying implements Layer.Cases<Void> {
    private final Node node;

    Tying(Node node) {
      this.node = node;
    }

    private Void tie() {
      node.inputs().forEach(input -> tied[root(node)] = root(input));
      return null;
    }

    private Void leave() {
      return null;
    }

    /** A convolution that starts as the identity leaves channels in their places, too. */
    @Override
    public Void conv(Conv layer) {
      return layer.groups() > 1 || newBlocks.startsAsIdentity(node) ? tie() : leave();
    }

    /** The spatial part couples a group of outputs with the group in the same place. */
    @Override
    public Void leanConv(LeanConv layer) {
      return layer.fan() == 1 && layer.in() == layer.out() ? tie() : leave();
    }

    @Override
    public Void input(Input layer) {
      return leave();
    }

    @Override
    public Void linear(Linear layer) {
      return leave();
    }

    @Override
    public Void padChannels(PadChannels layer) {
      return leave();
    }

    @Override
    public Void concat(Concat layer) {
      return leave();
    }

    @Override
    public Void slice(Slice layer) {
      return leave();
    }

    @Override
    public Void confidence(Confidence layer) {
      return leave();
    }

    @Override
    public Void channelShuffle(ChannelShuffle layer) {
      return leave();
    }

    @Override
    public Void multiply(Multiply layer) {
      return tie();
    }

    @Override
    public Void dropout(Dropout layer) {
      return tie();
    }

    @Override
    public Void stochasticDepth(StochasticDepth layer) {
      return tie();
    }

    @Override
    public Void batchNorm(BatchNorm layer) {
      return tie();
    }

    @Override
    public Void activation(Activation layer) {
      return tie();
    }

    @Override
    public Void maxPool(MaxPool layer) {
      return tie();
    }

    @Override
    public Void globalAveragePool(GlobalAveragePool layer) {
      return tie();
    }

    @Override
    public Void resize(Resize layer) {
      return tie();
    }

    @Override
    public Void add(Add layer) {
      return tie();
    }

    @Override
    public Void subsample(Subsample layer) {
      return tie();
    }
  }
}
