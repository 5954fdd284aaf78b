package io.espalier.trainer.network;

import static io.espalier.trainer.network.Planes.assertEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch normalisation, learning and not, against its definition. */
class BatchNormTest {

  private static final Planes SIGNED = Planes.drawn(2, 6, 7, -1, 1, 1);

  /** As PyTorch does by default: a tenth of the batch's, with the unbiased variance. */
  @Test
  void trainingMovesTheStatisticsATenthTowardsTheBatch() {
    OneLayer net = OneLayer.draw(SIGNED, 6, draft -> draft.norm("bn", draft.input()));
    Weights after = trained(net, Pass.training(new SplittableRandom(1)));
    for (int c = 0; c < 6; c++) {
      double[] values = channel(c);
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      assertThat((double) after.statistics()[c])
          .isCloseTo(0.9 * net.tensor("bn.running_mean")[c] + 0.1 * mean, within(1e-5));
      assertThat((double) after.statistics()[6 + c])
          .isCloseTo(
              0.9 * net.tensor("bn.running_var")[c] + 0.1 * squares / (values.length - 1),
              within(1e-5));
    }
  }

  @Test
  void calibrationForgetsTheStatisticsBefore() {
    OneLayer net = OneLayer.draw(SIGNED, 6, draft -> draft.norm("bn", draft.input()));
    Weights after = trained(net, Pass.calibrating(0));
    for (int c = 0; c < 6; c++) {
      assertThat((double) after.statistics()[c])
          .isCloseTo(Arrays.stream(channel(c)).average().orElseThrow(), within(1e-5));
    }
  }

  private static Weights trained(OneLayer net, Pass pass) {
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(net.plan(), net.weights(), manager);
        NDManager batch = manager.newSubManager()) {
      network.forward(OneLayer.upload(SIGNED, batch), pass);
      return network.weights();
    }
  }

  private static double[] channel(int channel) {
    int pixels = SIGNED.side() * SIGNED.side();
    return IntStream.range(0, SIGNED.images() * pixels)
        .mapToDouble(i -> SIGNED.values()[SIGNED.index(i / pixels, channel, 0, 0) + i % pixels])
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1e-3, 0.5})
  void batchNormUsesItsStatisticsAndEpsilon(double epsilon) {
    OneLayer net =
        OneLayer.draw(SIGNED, 6, draft -> draft.epsilon(epsilon).norm("bn", draft.input()));
    float[] mean = net.tensor("bn.running_mean");
    float[] variance = net.tensor("bn.running_var");
    assertEqual(
        net.infer(SIGNED),
        SIGNED.to(
            6,
            7,
            (n, c, y, x) ->
                (SIGNED.at(n, c, y, x) - mean[c])
                        / Math.sqrt(variance[c] + epsilon)
                        * net.tensor("bn.weight")[c]
                    + net.tensor("bn.bias")[c]));
  }

  @Test
  void batchNormUsesTheBatchInTraining() {
    OneLayer net = OneLayer.draw(SIGNED, 6, draft -> draft.norm("bn", draft.input()));
    double[] mean = new double[6];
    double[] square = new double[6];
    SIGNED.to(
        6,
        7,
        (n, c, y, x) -> {
          mean[c] += SIGNED.at(n, c, y, x) / 98;
          return square[c] += Math.pow(SIGNED.at(n, c, y, x), 2) / 98;
        });
    assertEqual(
        net.run(SIGNED, Pass.training(new SplittableRandom(1))),
        SIGNED.to(
            6,
            7,
            (n, c, y, x) ->
                (SIGNED.at(n, c, y, x) - mean[c])
                        / Math.sqrt(square[c] - mean[c] * mean[c] + 1e-5)
                        * net.tensor("bn.weight")[c]
                    + net.tensor("bn.bias")[c]));
  }
}
