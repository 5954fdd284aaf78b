package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.Draws;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Two disjoint parts of a set of images, stratified: each has its share of every class to within
 * one image, and at least one image of every class.
 *
 * @param kept indices of the larger part, ascending
 * @param heldOut indices of the other, ascending
 */
record Split(ImmutableIntArray kept, ImmutableIntArray heldOut) {

  /**
   * Draws a number of images.
   *
   * @param labels the class of each image
   * @param limit how many, at least {@code least} for every class
   * @param least smallest number of images to draw of every class, if it has them
   * @return the indices of those drawn, ascending; all, if the limit is not below their number
   */
  static ImmutableIntArray limit(ImmutableIntArray labels, int limit, int least, long seed) {
    if (limit >= labels.length()) {
      return ImmutableIntArray.copyOf(IntStream.range(0, labels.length()));
    }
    int[] counts = counts(labels);
    int[] lowest = Arrays.stream(counts).map(count -> Math.min(count, least)).toArray();
    return draw(
        labels,
        Apportionment.of(limit, counts, lowest, counts),
        Draws.of(seed, Draws.WHOLE_RUN, "limit"));
  }

  /**
   * Splits images.
   *
   * @param labels the class of each image; every class has at least two
   * @param share of the part that is held out, in (0, 1)
   */
  static Split holdOut(ImmutableIntArray labels, double share, long seed) {
    int[] counts = counts(labels);
    int[] lowest = Arrays.stream(counts).map(count -> 1).toArray();
    int[] highest = Arrays.stream(counts).map(count -> count - 1).toArray();
    int wanted = (int) Math.round(labels.length() * share);
    int total = Math.max(counts.length, Math.min(wanted, labels.length() - counts.length));
    ImmutableIntArray heldOut =
        draw(
            labels,
            Apportionment.of(total, counts, lowest, highest),
            Draws.of(seed, Draws.WHOLE_RUN, "validation"));
    boolean[] out = new boolean[labels.length()];
    heldOut.forEach(index -> out[index] = true);
    return new Split(
        ImmutableIntArray.copyOf(IntStream.range(0, out.length).filter(index -> !out[index])),
        heldOut);
  }

  /** Returns the same split of a selection: indices of what it was selected from. */
  Split within(ImmutableIntArray selection) {
    return new Split(
        ImmutableIntArray.copyOf(kept.stream().map(selection::get)),
        ImmutableIntArray.copyOf(heldOut.stream().map(selection::get)));
  }

  private static int[] counts(ImmutableIntArray labels) {
    int[] counts = new int[labels.stream().max().orElse(-1) + 1];
    labels.forEach(label -> counts[label]++);
    return counts;
  }

  private static ImmutableIntArray draw(
      ImmutableIntArray labels, int[] quotas, SplittableRandom generator) {
    int[] order = IntStream.range(0, labels.length()).toArray();
    Shuffle.inPlace(order, generator);
    int[] left = quotas.clone();
    return ImmutableIntArray.copyOf(
        Arrays.stream(order).filter(index -> left[labels.get(index)]-- > 0).sorted());
  }
}
