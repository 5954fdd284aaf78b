package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Property(tries = 300)
  void partsAreDisjointAndComplete(
      @ForAll("labels") ImmutableIntArray labels,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share,
      @ForAll long seed) {
    Split split = Split.holdOut(labels, share, seed);
    int[] both =
        IntStream.concat(split.kept().stream(), split.heldOut().stream()).sorted().toArray();
    assertThat(both).isEqualTo(IntStream.range(0, labels.length()).toArray());
  }

  @Property(tries = 300)
  void everyClassHasItsShareAndAnImageInEachPart(
      @ForAll("labels") ImmutableIntArray labels,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share,
      @ForAll long seed) {
    Split split = Split.holdOut(labels, share, seed);
    int[] all = counts(labels, IntStream.range(0, labels.length()).toArray());
    int[] out = counts(labels, split.heldOut().toArray());
    double taken = (double) split.heldOut().length() / labels.length();
    for (int label = 0; label < all.length; label++) {
      assertThat(out[label]).isBetween(1, all[label] - 1);
      if (all[label] * Math.min(taken, 1 - taken) >= 1 && noBound(all, taken)) {
        assertThat((double) out[label]).isCloseTo(all[label] * taken, within(1.0));
      }
    }
  }

  private static boolean noBound(int[] all, double taken) {
    return Arrays.stream(all).allMatch(count -> count * Math.min(taken, 1 - taken) >= 1);
  }

  @Property(tries = 300)
  void aLimitDrawsSoManyWithEqualShares(
      @ForAll("labels") ImmutableIntArray labels,
      @ForAll @IntRange(min = 20, max = 400) int limit,
      @ForAll long seed) {
    ImmutableIntArray drawn = Split.limit(labels, limit, 2, seed);
    assertThat(drawn.length()).isEqualTo(Math.min(limit, labels.length()));
    assertThat(drawn.asList()).isSorted().doesNotHaveDuplicates();
    int[] all = counts(labels, IntStream.range(0, labels.length()).toArray());
    int[] kept = counts(labels, drawn.toArray());
    double share = (double) drawn.length() / labels.length();
    for (int label = 0; label < all.length; label++) {
      assertThat(kept[label]).isGreaterThanOrEqualTo(2);
      if (Arrays.stream(all).allMatch(count -> count * share >= 2)) {
        assertThat((double) kept[label]).isCloseTo(all[label] * share, within(1.0));
      }
    }
  }

  @Property(tries = 100)
  void anEqualSeedGivesAnEqualSplit(@ForAll("labels") ImmutableIntArray labels, @ForAll long seed) {
    assertThat(Split.holdOut(labels, 0.3, seed)).isEqualTo(Split.holdOut(labels, 0.3, seed));
    assertThat(Split.limit(labels, 20, 2, seed)).isEqualTo(Split.limit(labels, 20, 2, seed));
  }

  @Test
  void anotherSeedGivesAnotherSplit() {
    ImmutableIntArray labels = ImmutableIntArray.copyOf(IntStream.range(0, 1000).map(i -> i % 10));
    assertThat(Split.holdOut(labels, 0.1, 1)).isNotEqualTo(Split.holdOut(labels, 0.1, 2));
    assertThat(Split.holdOut(labels, 0.1, 1).heldOut().length()).isEqualTo(100);
  }

  @Test
  void aSplitOfASelectionNamesTheImagesOfTheWhole() {
    ImmutableIntArray selection = ImmutableIntArray.of(3, 5, 8, 9);
    Split split = new Split(ImmutableIntArray.of(0, 3), ImmutableIntArray.of(1, 2));
    assertThat(split.within(selection))
        .isEqualTo(new Split(ImmutableIntArray.of(3, 9), ImmutableIntArray.of(5, 8)));
  }

  @Test
  void whatCannotBeSharedOutIsRefused() {
    assertThatThrownBy(
            () -> Apportionment.of(9, new int[] {1, 1}, new int[] {0, 0}, new int[] {4, 4}))
        .hasMessageContaining("9 cannot be shared out");
  }

  /** Up to 10 classes of 2 to 60 images each, in no order. */
  @Provide
  Arbitrary<ImmutableIntArray> labels() {
    return Arbitraries.integers()
        .between(2, 60)
        .list()
        .ofMinSize(1)
        .ofMaxSize(10)
        .flatMap(counts -> Arbitraries.shuffle(labels(counts)))
        .map(ImmutableIntArray::copyOf);
  }

  private static List<Integer> labels(List<Integer> counts) {
    return IntStream.range(0, counts.size())
        .flatMap(label -> IntStream.generate(() -> label).limit(counts.get(label)))
        .boxed()
        .toList();
  }

  private static int[] counts(ImmutableIntArray labels, int[] indices) {
    int[] counts = new int[labels.stream().max().orElseThrow() + 1];
    Arrays.stream(indices).forEach(index -> counts[labels.get(index)]++);
    return counts;
  }
}
