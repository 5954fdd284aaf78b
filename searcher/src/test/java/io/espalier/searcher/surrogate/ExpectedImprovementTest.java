package io.espalier.searcher.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.searcher.surrogate.GaussianProcess.Posterior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedImprovementTest {

  /** The mean of max(0, value - best) over the normal distribution, summed up in small steps. */
  private static double summed(double mean, double deviation, double best) {
    double step = deviation / 2000;
    double sum = 0;
    for (double value = Math.max(best, mean - 10 * deviation);
        value < Math.max(best, mean) + 10 * deviation;
        value += step) {
      double z = (value + step / 2 - mean) / deviation;
      sum += (value + step / 2 - best) * Math.exp(-z * z / 2) * step;
    }
    return sum / (deviation * Math.sqrt(2 * Math.PI));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "0.9, 0.02, 0.91",
    "0.9, 0.02, 0.8",
    "-3, 1, 0",
    "-5.9, 1, 0",
    "-6.5, 1, 0"
  })
  void itIsTheMeanOfWhatExceedsTheBest(double mean, double deviation, double best) {
    assertThat(Math.exp(ExpectedImprovement.log(new Posterior(mean, deviation), best)))
        .isCloseTo(summed(mean, deviation, best), within(0.02 * summed(mean, deviation, best)));
  }

  @Test
  void evenTheHopelessAreToldApart() {
    double worse = ExpectedImprovement.log(new Posterior(-60, 1), 0);
    double better = ExpectedImprovement.log(new Posterior(-59, 1), 0);
    assertThat(better).isGreaterThan(worse).isFinite();
    assertThat(worse).isFinite();
  }
}
