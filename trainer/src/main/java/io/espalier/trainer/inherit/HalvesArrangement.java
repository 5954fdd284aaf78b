package io.espalier.trainer.inherit;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The places of the channels of a stage of ShuffleNetV2 when the stage gets wider.
 *
 * <p>A block convolves the second half of its channels, lets the first half pass by, and shuffles:
 * what passed by at place i comes out at 2 i, what was convolved at the odd places. So a channel at
 * place i passes by as often as i can be doubled before it reaches the half. When the half moves, a
 * channel that keeps its place would be convolved earlier or later than before. Here every channel
 * gets a place, among those that a convolution may write, from which it reaches the convolutions
 * just when it did in the parent. Where there are not enough such places, it gets one from which it
 * reaches them too early; then a pair of convolutions with spare channels passes it on unchanged.
 * It is never too late.
 */
final class HalvesArrangement {

  /** How often a channel passes by whose place does not matter, because it is never convolved. */
  private static final int ALWAYS = Integer.MAX_VALUE;

  private final int oldHalf;
  private final int half;
  private final int depth;

  /**
   * @param oldHalf half of the parent's width
   * @param half half of the child's width
   * @param depth blocks that both have
   */
  HalvesArrangement(int oldHalf, int half, int depth) {
    checkArgument(oldHalf <= half, "A stage cannot shrink from %s to %s.", oldHalf, half);
    this.oldHalf = oldHalf;
    this.half = half;
    this.depth = depth;
  }

  /**
   * Returns the parent's channel at each of the child's places behind each block, or {@link
   * ChannelOrigins#NEW}.
   *
   * @throws IllegalArgumentException if the stage grows by too few channels
   */
  List<int[]> afterBlocks() {
    List<int[]> blocks = new ArrayList<>();
    int[] places = empty();
    place(even(), 0, places, depth - 1);
    place(odd(), 1, places, depth - 1);
    blocks.add(places);
    for (int block = 1; block < depth; block++) {
      places = next(places, depth - 1 - block);
      blocks.add(places);
    }
    return blocks;
  }

  private int[] empty() {
    int[] places = new int[2 * half];
    Arrays.fill(places, ChannelOrigins.NEW);
    return places;
  }

  private IntStream even() {
    return IntStream.range(0, oldHalf).map(i -> 2 * i);
  }

  private IntStream odd() {
    return IntStream.range(0, oldHalf).map(i -> 2 * i + 1);
  }

  /** Where the channels are one block later. */
  private int[] next(int[] before, int blocksLeft) {
    int[] places = empty();
    for (int place = 0; place < half; place++) {
      places[2 * place] = before[place] == ChannelOrigins.NEW ? before[place] : 2 * before[place];
    }
    IntStream carried =
        Arrays.stream(before, half, 2 * half)
            .filter(channel -> channel != ChannelOrigins.NEW && channel < oldHalf)
            .map(channel -> 2 * channel);
    place(IntStream.concat(odd(), carried), 1, places, blocksLeft);
    return places;
  }

  /**
   * Gives channels places of one parity, each at a place where it passes by as often as it needs
   * to.
   */
  private void place(IntStream channels, int parity, int[] places, int blocksLeft) {
    NavigableMap<Integer, Deque<Integer>> free = new TreeMap<>();
    for (int place = parity; place < places.length; place += 2) {
      free.computeIfAbsent(passes(place, half, blocksLeft), times -> new ArrayDeque<>()).add(place);
    }
    List<Integer> early = new ArrayList<>();
    for (int channel : channels.toArray()) {
      Deque<Integer> fitting = free.get(passes(channel, oldHalf, blocksLeft));
      if (fitting == null || fitting.isEmpty()) {
        early.add(channel);
      } else {
        places[fitting.remove()] = channel;
      }
    }
    free.values().removeIf(Deque::isEmpty);
    early.sort(
        (one, other) ->
            Integer.compare(passes(one, oldHalf, blocksLeft), passes(other, oldHalf, blocksLeft)));
    for (int channel : early) {
      checkArgument(
          !free.isEmpty() && free.firstKey() <= passes(channel, oldHalf, blocksLeft),
          "A stage of %s blocks cannot grow from %s to %s channels and keep its function."
              + " Widen it by at least %s.",
          depth,
          2 * oldHalf,
          2 * half,
          2 * (1 + depth / 4));
      Deque<Integer> earliest = free.firstEntry().getValue();
      places[earliest.remove()] = channel;
      if (earliest.isEmpty()) {
        free.pollFirstEntry();
      }
    }
  }

  /** How many of the blocks to come a channel passes by before one convolves it. */
  private static int passes(int place, int half, int blocksLeft) {
    int times = 0;
    for (long at = place; at < half; at *= 2) {
      times++;
      if (times >= blocksLeft) {
        return ALWAYS;
      }
    }
    return times < blocksLeft ? times : ALWAYS;
  }
}
