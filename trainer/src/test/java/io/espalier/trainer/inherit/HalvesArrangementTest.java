package io.espalier.trainer.inherit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HalvesArrangementTest {

  /** What a convolution reads in the parent it reads in the child; what passes by is kept. */
  @Property(tries = 500)
  void everyChannelIsWhereItIsNeeded(
      @ForAll @IntRange(min = 1, max = 200) int oldHalf,
      @ForAll @IntRange(max = 60) int more,
      @ForAll @IntRange(min = 1, max = 24) int depth) {
    int half = oldHalf + (more == 0 ? 0 : more + depth / 4);
    List<int[]> blocks = new HalvesArrangement(oldHalf, half, depth).afterBlocks();
    assertThat(blocks).hasSize(depth);
    for (int block = 0; block < depth; block++) {
      int[] places = blocks.get(block);
      assertThat(Arrays.stream(places).filter(channel -> channel != ChannelOrigins.NEW).sorted())
          .containsExactlyElementsOf(IntStream.range(0, 2 * oldHalf).boxed().toList());
      if (block + 1 < depth) {
        assertThat(Arrays.stream(places, half, 2 * half).filter(channel -> channel >= oldHalf))
            .as("what block %s convolves", block + 1)
            .hasSize(oldHalf);
        checkPassing(places, blocks.get(block + 1), half);
      }
    }
  }

  /** The shuffle leaves no choice where a channel goes that no convolution touches. */
  private static void checkPassing(int[] before, int[] after, int half) {
    for (int place = 0; place < half; place++) {
      int channel = before[place];
      assertThat(after[2 * place])
          .isEqualTo(channel == ChannelOrigins.NEW ? ChannelOrigins.NEW : 2 * channel);
    }
  }

  @Test
  void aStageThatDoesNotGrowStaysAsItIs() {
    int[] same = IntStream.range(0, 24).toArray();
    assertThat(new HalvesArrangement(12, 12, 5).afterBlocks())
        .hasSize(5)
        .allSatisfy(places -> assertThat(places).isEqualTo(same));
  }

  @Test
  void tooSmallAGrowthIsRefused() {
    HalvesArrangement arrangement = new HalvesArrangement(8, 10, 8);
    assertThatThrownBy(arrangement::afterBlocks)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 16 to 20 channels")
        .hasMessageContaining("Widen it by at least 6");
  }
}
