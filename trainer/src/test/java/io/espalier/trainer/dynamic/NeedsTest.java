package io.espalier.trainer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NeedsTest {

  private final NDManager batch = NDManager.newBaseManager();

  @AfterEach
  void close() {
    batch.close();
  }

  /** Whatever a resolution is worth on average, and whoever was lucky in it. */
  @Test
  void needsAreToldByHowHardImagesAre() {
    float[] wrong = {0.1f, 0.1f, 0.1f, 0.5f, 0.5f, 0.7f, 0.3f, 0.6f, 0.7f, 0.2f, 0.3f, 0.4f};
    Needs needs = Needs.of(losses(wrong), 3);
    float[] shares = needs.shares();
    // The easy image needs few pixels, the hard ones many.
    assertThat(shares[2]).isGreaterThan(shares[1]).isGreaterThan(0.5f);
    assertThat(shares[3]).isGreaterThan(shares[5] + 0.2f);
    // Two that are as hard need as much, although one was lucky.
    assertThat(Arrays.copyOfRange(shares, 3, 6)).containsExactly(Arrays.copyOfRange(shares, 6, 9));
    float[] dearer = wrong.clone();
    IntStream.range(0, 4).forEach(image -> dearer[3 * image + 1] += 0.3f);
    assertThat(Needs.of(losses(dearer), 3).shares())
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(shares);
  }

  /** Least squares leave the means as they are. */
  @Test
  void whatThePredictorLosesIsTheChanceToBeWrongAndWhatItDoesNotTell() {
    float[] wrong = {0.1f, 0.1f, 0.1f, 0.5f, 0.5f, 0.7f, 0.3f, 0.6f, 0.7f, 0.2f, 0.3f, 0.4f};
    double mean = IntStream.range(0, 12).mapToDouble(i -> wrong[i]).average().orElseThrow();
    Needs needs = Needs.of(losses(wrong), 3);
    assertThat(needs.lossOf(batch.zeros(new Shape(4, 3))).getFloat())
        .isCloseTo((float) (mean + Math.log(3)), within(1e-5f));
    float[] telling = new float[12];
    IntStream.range(0, 12).forEach(i -> telling[i] = (float) Math.log(needs.shares()[i]));
    assertThat(needs.lossOf(batch.create(telling, new Shape(4, 3))).getFloat())
        .isLessThan((float) (mean + Math.log(3) - 0.1));
  }

  @Test
  void needsOfImagesThatAreAllAsHardAreTheSame() {
    float[] alike = {0.2f, 0.3f, 0.4f, 0.3f, 0.2f, 0.4f};
    assertThat(Needs.of(losses(alike), 3).shares())
        .usingComparatorWithPrecision(1e-3f)
        .containsOnly(1 / 3f);
  }

  /** The cross entropies that amount to chances to be wrong. */
  private static float[] losses(float[] wrong) {
    float[] losses = new float[wrong.length];
    IntStream.range(0, wrong.length).forEach(i -> losses[i] = (float) -Math.log1p(-wrong[i]));
    return losses;
  }
}
