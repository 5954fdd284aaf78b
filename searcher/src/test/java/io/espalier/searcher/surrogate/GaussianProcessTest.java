package io.espalier.searcher.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {

  private static final double[] AT = {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6};

  private static List<double[]> inputs() {
    return DoubleStream.of(AT).mapToObj(x -> new double[] {x}).toList();
  }

  private static GaussianProcess sine() {
    return GaussianProcess.fit(inputs(), DoubleStream.of(AT).map(Math::sin).toArray());
  }

  @Test
  void betweenObservationsItFollowsASmoothFunction() {
    for (double x = 0.25; x < 6; x += 0.5) {
      assertThat(sine().at(x).mean()).isCloseTo(Math.sin(x), within(0.02));
    }
  }

  @Test
  void itIsSurerNearWhatItSaw() {
    assertThat(sine().at(3).deviation()).isLessThan(sine().at(3.25).deviation());
    assertThat(sine().at(3.25).deviation()).isLessThan(sine().at(9).deviation());
  }

  @Test
  void aTrendGoesOnWhereNothingWasSeen() {
    GaussianProcess line =
        GaussianProcess.fit(inputs(), DoubleStream.of(AT).map(x -> 2 * x - 1).toArray());
    assertThat(line.at(8).mean()).isCloseTo(15, within(0.5));
  }

  @Test
  void whatItBelievesChangesNoExpectationButMakesItSurer() {
    GaussianProcess believing = sine().believing(7.0);
    assertThat(believing.at(7).mean()).isCloseTo(sine().at(7).mean(), within(0.05));
    assertThat(believing.at(7).deviation()).isLessThan(sine().at(7).deviation() / 2);
  }

  @Test
  void ofNoisyObservationsTheBestIsNotTheLuckiest() {
    double[] flat = new double[AT.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = i % 2;
    }
    assertThat(GaussianProcess.fit(inputs(), flat).best()).isLessThan(0.99);
  }

  @Test
  void valuesThatAreAllEqualAreNoError() {
    GaussianProcess flat = GaussianProcess.fit(inputs(), new double[AT.length]);
    assertThat(flat.at(2.2).mean()).isZero();
    assertThat(flat.at(2.2).deviation()).isPositive();
  }

  @Test
  void oneObservationIsTooFew() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GaussianProcess.fit(List.of(new double[] {1}), 1))
        .withMessage("1 inputs and 1 values; give 2 or more of each.");
  }
}
