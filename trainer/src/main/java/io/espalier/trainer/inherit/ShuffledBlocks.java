package io.espalier.trainer.inherit;

import com.google.common.collect.Maps;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Stages of blocks that convolve half of their channels and shuffle the halves, as ShuffleNetV2
 * has: where the parent's channels stand in the child's, see {@link HalvesArrangement}.
 */
final class ShuffledBlocks {

  private final Blueprint child;
  private final Map<Integer, int[]> origins = new HashMap<>();
  private final List<Carry> carries = new ArrayList<>();

  /**
   * Convolutions that pass a channel on unchanged.
   *
   * @param layers the branch, from its first layer to its last
   * @param from channel of what the branch reads
   * @param to channel of the branch's output
   * @param order how many channels are carried before this one by the same branch
   */
  record Carry(List<Node> layers, int from, int to, int order) {}

  ShuffledBlocks(Blueprint child, Blueprint parent) {
    this.child = child;
    Map<String, Node> parents = Maps.uniqueIndex(parent.nodes(), Node::place);
    child.nodes().stream()
        .filter(node -> node.layer() instanceof ChannelShuffle shuffle && shuffle.groups() == 2)
        .filter(node -> parents.containsKey(node.place()))
        .collect(Collectors.groupingBy(Node::part))
        .values()
        .forEach(blocks -> arrange(blocks, parents.get(blocks.get(0).place())));
  }

  /** Returns the parent's channel for each channel of a node's output, if it is arranged here. */
  Optional<int[]> origins(Node node) {
    return Optional.ofNullable(origins.get(node.index()));
  }

  /** Returns the channels that convolutions must pass on. */
  List<Carry> carries() {
    return List.copyOf(carries);
  }

  /** Arranges the blocks of a stage that its parent has, too. */
  private void arrange(List<Node> blocks, Node parent) {
    int half = blocks.get(0).shape().channels() / 2;
    int oldHalf = parent.shape().channels() / 2;
    List<int[]> places = new HalvesArrangement(oldHalf, half, blocks.size()).afterBlocks();
    for (int i = 0; i < blocks.size(); i++) {
      int[] shuffled = places.get(i);
      int[] joined =
          IntStream.range(0, 2 * half)
              .map(c -> shuffled[c % half * 2 + c / half])
              .map(c -> c == ChannelOrigins.NEW ? c : c % 2 * oldHalf + c / 2)
              .toArray();
      Node concat = input(blocks.get(i), 0);
      origins.put(blocks.get(i).index(), shuffled);
      origins.put(concat.index(), joined);
      origins.put(
          concat.inputs().get(1),
          Arrays.stream(joined, half, 2 * half)
              .map(c -> c < oldHalf ? ChannelOrigins.NEW : c - oldHalf)
              .toArray());
      if (i == 0) {
        origins.put(concat.inputs().get(0), Arrays.copyOf(joined, half));
      } else {
        carry(concat, joined, places.get(i - 1), oldHalf);
      }
    }
  }

  /**
   * Notes the channels that the branch carries: those that it joins, but that passed by in the
   * parent.
   */
  private void carry(Node concat, int[] joined, int[] before, int oldHalf) {
    int half = joined.length / 2;
    List<Node> branch = branch(concat);
    int order = 0;
    for (int to = 0; to < half; to++) {
      int channel = joined[half + to];
      if (channel != ChannelOrigins.NEW && channel < oldHalf) {
        int from =
            IntStream.range(half, 2 * half)
                .filter(c -> before[c] == channel)
                .findFirst()
                .orElseThrow();
        carries.add(new Carry(branch, from - half, to, order));
        order++;
      }
    }
  }

  private List<Node> branch(Node concat) {
    Deque<Node> layers = new ArrayDeque<>();
    for (Node node = input(concat, 1); !(node.layer() instanceof Slice); node = input(node, 0)) {
      layers.addFirst(node);
    }
    return List.copyOf(layers);
  }

  private Node input(Node node, int index) {
    return child.nodes().get(node.inputs().get(index));
  }
}
