package io.espalier.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicesTest {

  @Test
  void choicesAreCountedByResolution() {
    Choices choices = Choices.none(3).with(new int[] {2, 0, 2}).with(new int[] {2});
    assertThat(choices.images()).containsExactly(1L, 0L, 3L);
    assertThat(choices.shares()).containsExactly(0.25, 0, 0.75);
  }

  @Test
  void theEntropyIsThatOfTheShares() {
    assertThat(new Choices(List.of(5L, 5L)).entropy()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(new Choices(List.of(1L, 1L, 2L)).entropy())
        .isCloseTo(1.5 * Math.log(2), within(1e-12));
    assertThat(new Choices(List.of(0L, 9L)).entropy()).isZero();
    assertThat(Choices.none(2).entropy()).isZero();
  }

  /** 2 of 100 images elsewhere are 0.098 nats, 3 are 0.135. */
  @ParameterizedTest
  @CsvSource({"0, true", "2, true", "3, false", "50, false"})
  void choicesThatAreAllButAlwaysTheSameAreACollapse(long elsewhere, boolean collapsed) {
    assertThat(new Choices(List.of(elsewhere, 100 - elsewhere)).isCollapsed()).isEqualTo(collapsed);
  }

  @Test
  void noImagesAreNoCollapse() {
    assertThat(Choices.none(3).isCollapsed()).isFalse();
    assertThatThrownBy(() -> new Choices(List.of(-1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
