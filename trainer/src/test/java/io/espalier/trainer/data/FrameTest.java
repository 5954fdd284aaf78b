package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {

  @Test
  void aPictureThatFitsIsNotCopied() {
    byte[] pixels = Samples.bytes(4 * 4 * 3, 1);
    assertThat(new Frame(3, 4, false).pixels(new Picture(4, 4, 3, pixels))).isSameAs(pixels);
  }

  @Test
  void greyIsRepeatedInEveryChannel() {
    byte[] rgb = new Frame(3, 2, false).pixels(new Picture(2, 2, 1, new byte[] {1, 2, 3, -1}));
    assertThat(rgb).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, -1, -1, -1);
  }

  @Test
  void rgbBecomesLuma() {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 77, 77, 77};
    byte[] grey = new Frame(1, 2, false).pixels(new Picture(2, 2, 3, rgb));
    assertThat(grey).containsExactly(76, (byte) 150, 29, 77);
  }

  @ParameterizedTest(name = "{0} x {1} to {2}")
  @CsvSource({"40,30,16", "30,40,16", "300,201,32", "10,12,24", "16,100,16"})
  void anyShapeBecomesASquareOfTheSameColour(int width, int height, int side) {
    byte[] pixels = new byte[width * height * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (60 * (i % 3 + 1));
    }
    byte[] framed = new Frame(3, side, true).pixels(new Picture(height, width, 3, pixels));
    byte[] expected = new byte[side * side * 3];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (60 * (i % 3 + 1));
    }
    assertThat(framed).isEqualTo(expected);
  }

  @Test
  void whatStandsOverIsCutOffEvenly() {
    byte[] columns = new byte[2 * 6];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (byte) (i % 6);
    }
    byte[] framed = new Frame(1, 2, true).pixels(new Picture(2, 6, 1, columns));
    assertThat(framed).containsExactly(2, 3, 2, 3);
  }

  /** By hand: a triangle of reach 2 around 1, 3, ... weighs (1, 3, 3, 1) / 8, cut at the edges. */
  @Test
  void halvingTakesTheMeanUnderATriangle() {
    byte[] row = {0, 80, (byte) 160, 0, 0, (byte) 200, 0, 0};
    byte[] pixels = new byte[64];
    for (int i = 0; i < 64; i++) {
      pixels[i] = row[i % 8];
    }
    byte[] framed = new Frame(1, 4, true).pixels(new Picture(8, 8, 1, pixels));
    assertThat(Arrays.copyOf(framed, 4))
        .containsExactly(
            Math.round((3 * 0 + 3 * 80 + 160) / 7f),
            Math.round((80 + 3 * 160) / 8f),
            Math.round(3 * 200 / 8f),
            Math.round(200 / 7f));
  }

  /** A linear ramp stays linear, and where it was: pixel centres keep their places. */
  @Test
  void aRampIsHalved() {
    byte[] ramp = new byte[64 * 64];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (4 * (i % 64));
    }
    byte[] framed = new Frame(1, 32, true).pixels(new Picture(64, 64, 1, ramp));
    for (int x = 3; x < 29; x++) {
      assertThat(framed[10 * 32 + x] & 0xFF).isCloseTo(8 * x + 2, within(1));
    }
  }

  @Test
  void otherSizesDoNotFitWhereNothingIsResized() {
    Picture other = new Picture(5, 4, 1, new byte[20]);
    Frame frame = new Frame(1, 4, false);
    assertThat(frame.admits(other)).isFalse();
    assertThatThrownBy(() -> frame.pixels(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
