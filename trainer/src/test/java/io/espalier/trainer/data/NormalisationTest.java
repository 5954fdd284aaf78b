package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisationTest {

  @Test
  void meanAndDeviationAreThoseOfThePixels() {
    PixelCounts counts = new PixelCounts(3);
    counts.add(new byte[] {0, 51, 10, (byte) 255, 51, 20});
    PixelCounts others = new PixelCounts(3);
    others.add(new byte[] {0, (byte) 153, 30, (byte) 255, (byte) 153, 40});
    counts.add(others);
    Normalisation normalisation = Normalisation.of(counts);
    assertThat(normalisation.mean()).containsExactly(0.5, 0.4, 25 / 255.0);
    assertThat(normalisation.deviation().get(0)).isEqualTo(0.5);
    assertThat(normalisation.deviation().get(1)).isCloseTo(0.2, within(1e-15));
    assertThat(normalisation.deviation().get(2)).isCloseTo(Math.sqrt(125) / 255, within(1e-15));
  }

  @Test
  void aChannelWithoutContrastIsOnlyShifted() {
    PixelCounts counts = new PixelCounts(1);
    counts.add(new byte[] {51, 51});
    assertThat(Normalisation.of(counts)).isEqualTo(new Normalisation(List.of(0.2), List.of(1.0)));
  }

  @Test
  void theTableHoldsEveryByteOfEveryChannel() {
    float[] table = new Normalisation(List.of(0.5, 0.2), List.of(0.25, 0.1)).table();
    assertThat(table).hasSize(512);
    assertThat(table[0]).isEqualTo(-2f);
    assertThat(table[255]).isEqualTo(2f);
    assertThat(table[256 + 51]).isCloseTo(0f, within(1e-6f));
    assertThat(table[256 + 255]).isCloseTo(8f, within(1e-5f));
  }

  @Test
  void impossibleValuesAreRefused() {
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(0.0)))
        .hasMessageContaining("must be above 0");
    assertThatThrownBy(() -> new Normalisation(List.of(0.5), List.of(1.0, 1.0)))
        .hasMessageContaining("There are 1 means, but 2 standard deviations");
  }
}
