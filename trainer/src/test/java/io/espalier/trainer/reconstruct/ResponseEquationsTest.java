package io.espalier.trainer.reconstruct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Lean;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.weights.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseEquationsTest {

  private static final double RIDGE = 1e-6;

  private static LeanConv conv(String density, int stride, int fan) {
    return new LeanConv(8, 8 * fan, 3, stride, fan, Lean.parse(density));
  }

  @ParameterizedTest
  @CsvSource({
    "groups:4, 1, 1",
    "groups:4, 2, 2",
    "groups:2, 2, 1",
    "depthwise, 1, 1",
    "depthwise:cross, 2, 2",
    "groups:2:arms, 1, 2",
    "groups:8, 1, 1"
  })
  void whatIsLeanAlreadyIsFoundWhateverTheWeightsWere(String density, int stride, int fan) {
    LeanConv conv = conv(density, stride, fan);
    OneConvolution lean = OneConvolution.drawn(conv, 1);
    DenseKernel wanted = OneConvolution.drawn(conv, 2).kernel();
    Correction correction = lean.equations(wanted, 3, 0).solve(RIDGE);
    assertThat(lean.corrected(correction).kernel().values())
        .containsExactly(wanted.values(), within(1e-4f));
    assertThat(correction.errorBefore()).isGreaterThan(0.1);
    assertThat(correction.error()).isLessThan(1e-4);
  }

  /** A constant per channel is batch norm's business. */
  @Test
  void aConstantThatIsAddedToWhatIsWantedChangesNothing() {
    LeanConv conv = conv("groups:4", 1, 1);
    OneConvolution lean = OneConvolution.drawn(conv, 1);
    DenseKernel wanted = OneConvolution.dense(conv, 2);
    Correction plain = lean.equations(wanted, 3, 0).solve(RIDGE);
    Correction moved = lean.equations(wanted, 3, 5).solve(RIDGE);
    assertThat(moved.error()).isCloseTo(plain.error(), within(1e-4));
    assertThat(lean.corrected(moved).kernel().values())
        .containsExactly(lean.corrected(plain).kernel().values(), within(1e-4f));
  }

  @ParameterizedTest
  @CsvSource({
    "groups:4, 1, 1, 1",
    "groups:4, 2, 2, 2",
    "depthwise, 1, 1, 3",
    "depthwise, 2, 2, 4",
    "depthwise:cross, 1, 2, 5",
    "groups:2:cross, 2, 1, 6",
    "groups:2:arms, 2, 2, 7",
    "depthwise:separable, 1, 1, 8",
    "groups:2:separable, 2, 2, 9"
  })
  void theFitIsNearerThanTheProjection(String density, int stride, int fan, long seed) {
    LeanConv conv = conv(density, stride, fan);
    DenseKernel wanted = OneConvolution.dense(conv, seed);
    OneConvolution projected = OneConvolution.projected(conv, wanted);
    Correction correction = projected.equations(wanted, seed, 0).solve(RIDGE);
    OneConvolution fitted = projected.corrected(correction);
    assertThat(correction.error()).isLessThan(correction.errorBefore());
    // What is promised is what comes out when the convolution runs with these weights.
    Correction again = fitted.equations(wanted, seed, 0).solve(RIDGE);
    assertThat(again.errorBefore()).isCloseTo(correction.error(), within(1e-5));
    assertThat(again.error()).isCloseTo(again.errorBefore(), within(1e-5));
  }

  @Test
  void whatNoImageSaysAnythingAboutStays() {
    LeanConv conv = conv("groups:4", 1, 1);
    OneConvolution lean = OneConvolution.drawn(conv, 1);
    Correction correction = lean.equationsOfBlackImages(OneConvolution.dense(conv, 2)).solve(RIDGE);
    Weights corrected = lean.corrected(correction).weights();
    assertThat(corrected.learned()).isEqualTo(lean.weights().learned());
    assertThat(correction.error()).isZero();
  }

  @Test
  void equalImagesGiveEqualWeights() {
    LeanConv conv = conv("groups:4", 2, 2);
    DenseKernel wanted = OneConvolution.dense(conv, 2);
    OneConvolution lean = OneConvolution.projected(conv, wanted);
    assertThat(lean.corrected(lean.equations(wanted, 3, 0).solve(RIDGE)).weights().learned())
        .isEqualTo(lean.corrected(lean.equations(wanted, 3, 0).solve(RIDGE)).weights().learned());
  }
}
