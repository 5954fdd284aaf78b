package io.espalier.trainer.network;

import static io.espalier.trainer.network.OneLayer.infer;
import static io.espalier.trainer.network.Planes.assertEqual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Confidence;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.PaddingRule;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.space.blueprint.Subsample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of layer against what it should compute, written out by hand. */
class LayerExecutionTest {

  private static final Planes SIGNED = Planes.drawn(2, 6, 7, -1, 1, 1);

  @ParameterizedTest(name = "kernel {0}, stride {1}, padding {2} and {3}, groups {4}, bias {5}")
  @CsvSource({
    "1, 1, 0, 0, 1, false",
    "3, 1, 1, 1, 1, true",
    "3, 2, 1, 1, 2, false",
    "3, 2, 0, 1, 1, false",
    "3, 2, 0, 1, 6, true",
    "5, 2, 1, 2, 3, false",
    "5, 1, 2, 2, 6, false",
    "1, 2, 0, 0, 1, true",
    "7, 2, 3, 3, 1, false",
  })
  void aConvolutionSumsOverItsGroupAndWindow(
      int kernel, int stride, int before, int after, int groups, boolean bias) {
    Conv conv = new Conv(6, 12, kernel, stride, new Padding(before, after), groups, bias);
    OneLayer net = OneLayer.draw(SIGNED, 12, draft -> draft.add("conv", conv, draft.input()));
    float[] weight = net.tensor("conv.weight");
    int read = 6 / groups;
    int share = 12 / groups;
    Planes expected =
        SIGNED.to(
            12,
            (7 + before + after - kernel) / stride + 1,
            (n, c, y, x) -> {
              double sum = bias ? net.tensor("conv.bias")[c] : 0;
              for (int i = 0; i < read; i++) {
                for (int v = 0; v < kernel; v++) {
                  for (int u = 0; u < kernel; u++) {
                    sum +=
                        weight[((c * read + i) * kernel + v) * kernel + u]
                            * SIGNED.at(
                                n,
                                c / share * read + i,
                                y * stride + v - before,
                                x * stride + u - before);
                  }
                }
              }
              return sum;
            });
    assertEqual(net.infer(SIGNED), expected);
  }

  @Test
  void tensorFlowsPaddingPutsTheOddZeroBelowAndToTheRight() {
    Planes even = Planes.drawn(1, 1, 6, -1, 1, 2);
    OneLayer net =
        OneLayer.draw(
            even, 1, draft -> draft.padding(PaddingRule.SAME).conv("conv", draft.input(), 1, 3, 2));
    float[] weight = net.tensor("conv.weight");
    Planes expected =
        even.to(
            1,
            3,
            (n, c, y, x) ->
                IntStream.range(0, 9)
                    .mapToDouble(t -> weight[t] * even.at(n, c, 2 * y + t / 3, 2 * x + t % 3))
                    .sum());
    assertEqual(net.infer(even), expected);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void anActivationIsTakenOfEachValue(Function function) {
    Planes wide = Planes.drawn(2, 3, 9, -8, 8, 3);
    Planes actual =
        OneLayer.draw(wide, 3, net -> net.activation("act", net.input(), function)).infer(wide);
    assertEqual(actual, wide.map(x -> reference(function, x)));
  }

  private static double reference(Function function, double x) {
    return switch (function) {
      case RELU -> Math.max(0, x);
      case RELU6 -> Math.min(6, Math.max(0, x));
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case SILU -> x / (1 + Math.exp(-x));
      case HARD_SIGMOID -> x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6;
      case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
    };
  }

  @Test
  void paddingNeverWinsAMaximum() {
    Planes negative = Planes.drawn(2, 3, 7, -2, -1, 4);
    Planes expected =
        negative.to(
            3,
            4,
            (n, c, y, x) ->
                IntStream.range(0, 9)
                    .mapToDouble(t -> negative.at(n, c, 2 * y - 1 + t / 3, 2 * x - 1 + t % 3))
                    .filter(value -> value != 0)
                    .max()
                    .orElseThrow());
    assertEqual(infer(negative, 3, new MaxPool(3, 2, Padding.half(3))), expected);
  }

  @Test
  void theGlobalPoolIsTheMean() {
    Planes expected =
        SIGNED.to(
            6,
            1,
            (n, c, y, x) ->
                IntStream.range(0, 49).mapToDouble(p -> SIGNED.at(n, c, p / 7, p % 7)).sum() / 49);
    assertEqual(infer(SIGNED, 6, new GlobalAveragePool()), expected);
  }

  @Test
  void subsamplingTakesEveryNthPixelFromTheFirst() {
    assertEqual(
        infer(SIGNED, 6, new Subsample(2)),
        SIGNED.to(6, 4, (n, c, y, x) -> SIGNED.at(n, c, 2 * y, 2 * x)));
  }

  @Test
  void paddedChannelsAreZerosBeforeAndAfter() {
    assertEqual(
        infer(SIGNED, 11, new PadChannels(2, 3)),
        SIGNED.to(11, 7, (n, c, y, x) -> c < 2 || c >= 8 ? 0 : SIGNED.at(n, c - 2, y, x)));
  }

  @Test
  void aSliceTakesChannels() {
    assertEqual(
        infer(SIGNED, 3, new Slice(2, 5)),
        SIGNED.to(3, 7, (n, c, y, x) -> SIGNED.at(n, c + 2, y, x)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aShuffleTransposesGroupsAndChannels(int groups) {
    int each = 6 / groups;
    Planes expected =
        SIGNED.to(6, 7, (n, c, y, x) -> SIGNED.at(n, c % groups * each + c / groups, y, x));
    assertEqual(infer(SIGNED, 6, new ChannelShuffle(groups)), expected);
  }

  @Test
  void channelsAreJoinedOneAfterTheOther() {
    Planes actual =
        OneLayer.draw(
                SIGNED,
                9,
                net ->
                    net.add(
                        "concat",
                        new Concat(),
                        net.add("slice", new Slice(3, 6), net.input()),
                        net.input()))
            .infer(SIGNED);
    assertEqual(actual, SIGNED.to(9, 7, (n, c, y, x) -> SIGNED.at(n, c < 3 ? c + 3 : c - 3, y, x)));
  }

  @Test
  void activationsAreAdded() {
    Planes actual =
        OneLayer.draw(
                SIGNED,
                6,
                net ->
                    net.add(
                        "add", new Add(), net.input(), net.relu("relu", net.input()), net.input()))
            .infer(SIGNED);
    assertEqual(actual, SIGNED.map(x -> 2 * x + Math.max(0, x)));
  }

  @Test
  void aGateScalesAWholeChannel() {
    Planes actual =
        OneLayer.draw(
                SIGNED,
                6,
                net ->
                    net.add(
                        "multiply",
                        new Multiply(),
                        net.input(),
                        net.add("pool", new GlobalAveragePool(), net.input())))
            .infer(SIGNED);
    Planes gate = infer(SIGNED, 6, new GlobalAveragePool());
    assertEqual(
        actual, SIGNED.to(6, 7, (n, c, y, x) -> SIGNED.at(n, c, y, x) * gate.at(n, c, 0, 0)));
  }

  /** 1 where one channel is certain, 1 / C where all are equal. */
  @Test
  void confidenceIsTheSumOfTheSquaredProbabilities() {
    Planes actual =
        OneLayer.draw(SIGNED, 1, net -> net.add("sure", new Confidence(), net.input()))
            .infer(SIGNED);
    Planes expected =
        SIGNED.to(
            1,
            7,
            (n, c, y, x) -> {
              double[] weights =
                  IntStream.range(0, 6).mapToDouble(i -> Math.exp(SIGNED.at(n, i, y, x))).toArray();
              double sum = Arrays.stream(weights).sum();
              return Arrays.stream(weights).map(w -> w * w / (sum * sum)).sum();
            });
    assertEqual(actual, expected);
  }

  @Test
  void aLinearLayerIsAMatrixAndABias() {
    Planes pooled = Planes.drawn(3, 6, 1, -1, 1, 5);
    OneLayer net = OneLayer.draw(pooled, 4, draft -> draft.linear("fc", draft.input(), 4));
    float[] weight = net.tensor("fc.weight");
    Planes expected =
        pooled.to(
            4,
            1,
            (n, c, y, x) ->
                net.tensor("fc.bias")[c]
                    + IntStream.range(0, 6)
                        .mapToDouble(i -> weight[6 * c + i] * pooled.at(n, i, 0, 0))
                        .sum());
    assertEqual(net.infer(pooled), expected);
  }

  @Test
  void nothingIsDroppedAtInference() {
    assertEqual(infer(SIGNED, 6, new Dropout(0.5)), SIGNED);
    assertEqual(infer(SIGNED, 6, new StochasticDepth(0.5)), SIGNED);
  }

  @Test
  void dropoutDropsValuesAndKeepsTheMean() {
    Planes ones = Planes.of(4, 8, 16).map(x -> 1);
    OneLayer net =
        OneLayer.draw(ones, 8, draft -> draft.add("drop", new Dropout(0.2), draft.input()));
    double[] dropped = net.run(ones, Pass.training(new SplittableRandom(1))).values();
    assertThat(Arrays.stream(dropped).boxed())
        .allSatisfy(value -> assertThat(value == 0 || Math.abs(value - 1.25) < 1e-6).isTrue());
    assertThat(Arrays.stream(dropped).average().orElseThrow()).isCloseTo(1, within(0.02));
    assertThat(net.run(ones, Pass.training(new SplittableRandom(1))).values()).isEqualTo(dropped);
    assertThat(net.run(ones, Pass.training(new SplittableRandom(2))).values())
        .isNotEqualTo(dropped);
  }

  @Test
  void stochasticDepthDropsWholeImages() {
    Planes ones = Planes.of(1000, 2, 2).map(x -> 1);
    OneLayer net =
        OneLayer.draw(ones, 2, draft -> draft.add("drop", new StochasticDepth(0.2), draft.input()));
    Planes dropped = net.run(ones, Pass.training(new SplittableRandom(1)));
    assertEqual(dropped, dropped.to(2, 2, (n, c, y, x) -> dropped.at(n, 0, 0, 0)));
    assertThat(Arrays.stream(dropped.values()).average().orElseThrow()).isCloseTo(1, within(0.05));
    assertThat(dropped.values()).contains(0).contains(1.25);
  }
}
