package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Slice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * For every activation of a grown network: which channel of its parent each channel comes from.
 *
 * <p>Convolutions can put old channels first and new ones behind. Layers that move channels decide
 * the places of the old ones, and all that is tied to them must follow.
 */
final class ChannelOrigins {

  /** Marks a channel that the parent does not have. */
  static final int NEW = -1;

  private final Blueprint child;
  private final Blueprint parent;
  private final Map<String, Node> parents;
  private final NewBlocks newBlocks;
  private final ChannelTies ties;
  private final ShuffledBlocks shuffled;
  private final Map<Integer, int[]> origins = new HashMap<>();

  ChannelOrigins(Blueprint child, Blueprint parent, NewBlocks newBlocks) {
    this.child = child;
    this.parent = parent;
    this.parents = Maps.uniqueIndex(parent.nodes(), Node::place);
    this.newBlocks = newBlocks;
    this.ties = new ChannelTies(child, newBlocks);
    this.shuffled = new ShuffledBlocks(child, parent);
  }

  /** Returns the channels that pass by the convolutions in the parent, but not in the child. */
  List<ShuffledBlocks.Carry> carries() {
    return shuffled.carries();
  }

  /**
   * Returns the parent's channel for each channel of a node's output, or {@link #NEW}.
   *
   * @throws IllegalArgumentException if the parent's channels have no place in the child
   */
  int[] of(Node node) {
    int root = ties.root(node);
    int[] known = origins.get(root);
    if (known == null) {
      known = decide(ties.members(root));
      origins.put(root, known);
    }
    return known;
  }

  /** Returns the origins of what a node reads. */
  int[] ofInput(Node node) {
    return of(child.nodes().get(node.inputs().get(0)));
  }

  private int[] decide(List<Node> members) {
    Node first = members.get(0);
    int channels = first.shape().channels();
    int old =
        members.stream()
            .flatMap(node -> parent(node).stream())
            .mapToInt(node -> node.shape().channels())
            .min()
            .orElse(Integer.MAX_VALUE);
    checkArgument(
        old == Integer.MAX_VALUE || old <= channels,
        "%s has %s channels, fewer than the %s of the network it should inherit from.",
        first.name(),
        channels,
        old);
    List<int[]> claims =
        members.stream()
            .flatMap(node -> claim(node).stream())
            .map(claim -> map(claim, c -> c < old ? c : NEW))
            .toList();
    if (claims.isEmpty()) {
      return IntStream.range(0, channels).map(c -> c < old && old <= channels ? c : NEW).toArray();
    }
    int[] decided = claims.get(0);
    checkArgument(
        claims.stream().allMatch(claim -> Arrays.equals(claim, decided)),
        "The layers around %s need the inherited channels at different places.",
        first.name());
    return decided;
  }

  /** Returns where a layer puts the old channels, if it decides that. */
  private Optional<int[]> claim(Node node) {
    Optional<int[]> arranged = shuffled.origins(node);
    if (arranged.isPresent()) {
      return arranged;
    }
    if (!ChannelMoves.moves(node.layer())) {
      return Optional.empty();
    }
    Optional<Node> match = parent(node);
    if (match.isPresent()) {
      return match.map(
          old -> ChannelMoves.origins(node, old, inputs(node), parent.inputShapes(old)));
    }
    // If the parent has no slice, it reads all channels of the child's slice.
    return newBlocks.startsAsIdentity(node)
            || (node.layer() instanceof Slice && !newBlocks.startsAtZero(node))
        ? Optional.of(ChannelMoves.moved(node.layer(), inputs(node)))
        : Optional.empty();
  }

  /** Returns the parent's node in the same place, if there is one. */
  private Optional<Node> parent(Node node) {
    return Optional.ofNullable(parents.get(node.place()));
  }

  private List<int[]> inputs(Node node) {
    return node.inputs().stream().map(i -> of(child.nodes().get(i))).toList();
  }

  private static int[] map(int[] channels, java.util.function.IntUnaryOperator function) {
    return Arrays.stream(channels).map(function).toArray();
  }
}
