package io.espalier.space.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayersTest {

  private static final Shape ACTIVATION = Shape.square(12, 8);

  @Property
  void bothPaddingRulesGiveTheSideDividedByTheStrideAndRoundedUp(
      @ForAll @IntRange(min = 1, max = 300) int side,
      @ForAll @IntRange(min = 0, max = 3) int half,
      @ForAll @IntRange(min = 1, max = 2) int stride) {
    int kernel = 2 * half + 1;
    for (PaddingRule rule : PaddingRule.values()) {
      assertThat(rule.of(side, kernel, stride).outputSide(side, kernel, stride))
          .isEqualTo((side + stride - 1) / stride);
    }
  }

  @Test
  void samePaddingPutsTheOddZeroBelowAndToTheRight() {
    assertThat(Padding.same(224, 3, 2)).isEqualTo(new Padding(0, 1));
    assertThat(Padding.same(225, 3, 2)).isEqualTo(new Padding(1, 1));
    assertThat(Padding.same(224, 5, 2)).isEqualTo(new Padding(1, 2));
    assertThat(Padding.same(14, 1, 2)).isEqualTo(Padding.NONE);
  }

  @Test
  void concatAddsUpChannelsOfEqualSides() {
    Shape other = Shape.square(5, 8);
    assertThat(new Concat().output(List.of(ACTIVATION, other))).isEqualTo(Shape.square(17, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Concat().output(List.of(ACTIVATION, Shape.square(12, 4))))
        .withMessageContaining("12x8x8 and 12x4x4");
  }

  @Test
  void sliceTakesChannelsThatAreThere() {
    assertThat(new Slice(3, 12).output(List.of(ACTIVATION))).isEqualTo(Shape.square(9, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Slice(3, 13).output(List.of(ACTIVATION)))
        .withMessageContaining("before 13");
    assertThatIllegalArgumentException().isThrownBy(() -> new Slice(3, 3));
  }

  @Test
  void aShuffleNeedsGroupsThatDivideTheChannels() {
    assertThat(new ChannelShuffle(3).output(List.of(ACTIVATION))).isEqualTo(ACTIVATION);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ChannelShuffle(5).output(List.of(ACTIVATION)))
        .withMessageContaining("12 channels in 5 groups");
  }

  @Test
  void aGateHasOneFactorPerChannel() {
    assertThat(new Multiply().output(List.of(ACTIVATION, new Shape(12, 1, 1))))
        .isEqualTo(ACTIVATION);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Multiply().output(List.of(ACTIVATION, ACTIVATION)))
        .withMessageContaining("one factor per channel");
  }

  @Test
  void dropoutAndStochasticDepthChangeNoShape() {
    assertThat(new Dropout(0.5).output(List.of(ACTIVATION))).isEqualTo(ACTIVATION);
    assertThat(new StochasticDepth(0).output(List.of(ACTIVATION))).isEqualTo(ACTIVATION);
    assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(1));
    assertThatIllegalArgumentException().isThrownBy(() -> new StochasticDepth(-0.1));
  }
}
