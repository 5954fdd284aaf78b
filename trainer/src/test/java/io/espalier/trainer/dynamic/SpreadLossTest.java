package io.espalier.trainer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Doubles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadLossTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theSpreadLossIsTheDistanceFromTheMostEvenShares() {
    SpreadLoss loss = new SpreadLoss(new double[] {0.25, 0.25, 0.5}, 0.5);
    float[] alike = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0};
    float[] even = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    Shape shape = new Shape(4, 3);
    assertThat(loss.of(manager.create(alike, shape)).getFloat())
        .isCloseTo((float) (0.5 * Math.log(4)), within(0.02f));
    assertThat(loss.of(manager.create(even, shape)).getFloat()).isCloseTo(0, within(1e-6f));
  }

  /** 128, 96 and 64 pixels: equal shares cost 60.4 %, and no shares cost 100 %. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.604, 0.85, 0.95, 1})
  void theMostEvenSharesSpendTheTarget(double target) {
    double[] costs = {1, 0.5625, 0.25};
    double[] shares = SpreadLoss.mostEven(costs, target);
    assertThat(shares[0] + shares[1] + shares[2]).isCloseTo(1, within(1e-9));
    assertThat(shares[0] + 0.5625 * shares[1] + 0.25 * shares[2])
        .isCloseTo(Math.min(target, 0.98), within(target > 0.95 ? 0.02 : 1e-6));
    assertThat(Doubles.min(shares)).isGreaterThan(1e-4);
    // Of all shares that cost as much these have logarithms linear in the costs.
    assertThat(Math.log(shares[1] / shares[0]) * (costs[2] - costs[0]))
        .isCloseTo(Math.log(shares[2] / shares[0]) * (costs[1] - costs[0]), within(1e-6));
  }
}
