package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Activation;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.Input;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Linear;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.space.blueprint.Subsample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * For every activation of a grown network: which channel of its parent each channel comes from.
 *
 * <p>Convolutions are free to put old channels first and new ones behind. Layers that pass channels
 * through, or add activations, tie theirs together; layers that move channels decide where the old
 * ones stand, and whatever is added to them must follow. Ties are a union-find over the nodes.
 */
final class ChannelOrigins {

  /** Marks a channel that the parent does not have. */
  static final int NEW = -1;

  private final Blueprint child;
  private final Blueprint parent;
  private final Map<String, Node> parents;
  private final int[] tied;
  private final Node[] mover;
  private final int[][] origins;

  ChannelOrigins(Blueprint child, Blueprint parent) {
    this.child = child;
    this.parent = parent;
    this.parents = Maps.uniqueIndex(parent.nodes(), Node::place);
    this.tied = IntStream.range(0, child.nodes().size()).toArray();
    this.mover = new Node[tied.length];
    this.origins = new int[tied.length][];
    child.nodes().forEach(node -> node.layer().match(new Tying(node)));
  }

  /** Returns the parent's node in the same place, if there is one. */
  Optional<Node> parent(Node node) {
    return Optional.ofNullable(parents.get(node.place()));
  }

  /**
   * Returns the parent's channel for each channel of a node's output, or {@link #NEW}.
   *
   * @throws IllegalArgumentException if the parent's channels have no place in the child
   */
  int[] of(Node node) {
    int root = root(node.index());
    if (origins[root] == null) {
      origins[root] = mover[root] == null ? oldFirst(root) : moved(mover[root]);
    }
    return origins[root];
  }

  /** Returns the origins of what a node reads. */
  int[] ofInput(Node node) {
    return of(child.nodes().get(node.inputs().get(0)));
  }

  private int root(int index) {
    int root = index;
    while (tied[root] != root) {
      root = tied[root];
    }
    return root;
  }

  private void tie(Node node, int to) {
    int from = root(node.index());
    int into = root(to);
    if (from != into) {
      tied[from] = into;
      mover[into] = mover[into] == null ? mover[from] : mover[into];
    }
  }

  private int[] oldFirst(int root) {
    int channels = child.nodes().get(root).shape().channels();
    int old =
        child.nodes().stream()
            .filter(node -> root(node.index()) == root)
            .flatMap(node -> parent(node).stream())
            .mapToInt(node -> node.shape().channels())
            .max()
            .orElse(0);
    checkArgument(
        old <= channels,
        "%s has %s channels, fewer than the %s of the network it should inherit from.",
        child.nodes().get(root).name(),
        channels,
        old);
    return IntStream.range(0, channels).map(c -> c < old ? c : NEW).toArray();
  }

  private int[] moved(Node node) {
    int[] none = new int[node.shape().channels()];
    Arrays.fill(none, NEW);
    return parent(node)
        .map(match -> ChannelMoves.origins(node, match, inputs(node), parent.inputShapes(match)))
        .orElse(none);
  }

  private List<int[]> inputs(Node node) {
    return node.inputs().stream().map(i -> of(child.nodes().get(i))).toList();
  }

  /** Ties a node's output to its inputs where the layer leaves channels in their places. */
  private final class Tying implements Layer.Cases<Void> {
    private final Node node;

    Tying(Node node) {
      this.node = node;
    }

    private Void tieToInputs() {
      node.inputs().forEach(input -> tie(node, input));
      return null;
    }

    private Void move() {
      mover[root(node.index())] = node;
      return null;
    }

    @Override
    public Void input(Input layer) {
      return null;
    }

    @Override
    public Void conv(Conv layer) {
      return layer.groups() == 1 ? null : tieToInputs();
    }

    @Override
    public Void linear(Linear layer) {
      return null;
    }

    @Override
    public Void padChannels(PadChannels layer) {
      return move();
    }

    @Override
    public Void concat(Concat layer) {
      return move();
    }

    @Override
    public Void slice(Slice layer) {
      return move();
    }

    @Override
    public Void channelShuffle(ChannelShuffle layer) {
      return move();
    }

    @Override
    public Void multiply(Multiply layer) {
      return tieToInputs();
    }

    @Override
    public Void dropout(Dropout layer) {
      return tieToInputs();
    }

    @Override
    public Void stochasticDepth(StochasticDepth layer) {
      return tieToInputs();
    }

    @Override
    public Void batchNorm(BatchNorm layer) {
      return tieToInputs();
    }

    @Override
    public Void activation(Activation layer) {
      return tieToInputs();
    }

    @Override
    public Void maxPool(MaxPool layer) {
      return tieToInputs();
    }

    @Override
    public Void globalAveragePool(GlobalAveragePool layer) {
      return tieToInputs();
    }

    @Override
    public Void resize(Resize layer) {
      return tieToInputs();
    }

    @Override
    public Void add(Add layer) {
      return tieToInputs();
    }

    @Override
    public Void subsample(Subsample layer) {
      return tieToInputs();
    }
  }
}
