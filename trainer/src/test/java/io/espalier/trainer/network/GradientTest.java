package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.espalier.space.Lean;
import io.espalier.space.blueprint.Activation.Function;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.ChannelShuffle;
import io.espalier.space.blueprint.Concat;
import io.espalier.space.blueprint.Confidence;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.GlobalAveragePool;
import io.espalier.space.blueprint.MaxPool;
import io.espalier.space.blueprint.Multiply;
import io.espalier.space.blueprint.PadChannels;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.PaddingRule;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Resize.Filter;
import io.espalier.space.blueprint.Slice;
import io.espalier.space.blueprint.StochasticDepth;
import io.espalier.space.blueprint.Subsample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients through every kind of layer against finite differences. */
class GradientTest {

  private static final int CHANNELS = 4;
  private static final Planes IMAGES = Planes.drawn(4, 3, 6, -1, 1, 1);

  /** Wide enough for single precision, narrow enough for the curvature. */
  private static final float STEP = 5e-3f;

  /** Adds layers behind a convolution. */
  private interface Layers extends BiFunction<Draft, Node, Node> {}

  static Stream<Arguments> layers() {
    return Stream.concat(
        Arrays.stream(Function.values())
            .map(f -> layer(f.toString(), (net, x) -> net.activation("layer", x, f))),
        Stream.of(
            layer("convolution", (net, x) -> net.conv("layer", x, 4, 3, 1)),
            layer("groups", (net, x) -> net.conv("layer", x, 4, 3, 2, 2)),
            lean("depthwise", 1),
            lean("groups:2", 2),
            lean("groups:2:cross", 2),
            lean("depthwise:arms", 1),
            lean("groups:2:separable", 2),
            layer("depth-wise", (net, x) -> net.conv("layer", x, 4, 3, 1, 4)),
            layer(
                "uneven padding",
                (net, x) -> net.padding(PaddingRule.SAME).conv("layer", x, 4, 3, 2)),
            layer("batch norm", (net, x) -> net.norm("layer", x)),
            layer("maximum", (net, x) -> net.add("layer", new MaxPool(3, 2, Padding.half(3)), x)),
            layer("mean", (net, x) -> net.add("layer", new GlobalAveragePool(), x)),
            layer("enlarging", (net, x) -> net.add("layer", new Resize(9, 9, Filter.BILINEAR), x)),
            layer("shrinking", (net, x) -> net.add("layer", new Resize(4, 4, Filter.BILINEAR), x)),
            layer("cubic", (net, x) -> net.add("layer", new Resize(4, 4, Filter.BICUBIC), x)),
            layer("sum", (net, x) -> net.add("layer", new Add(), x, net.norm("bn", x))),
            layer("subsampling", (net, x) -> net.add("layer", new Subsample(2), x)),
            layer("padded channels", (net, x) -> net.add("layer", new PadChannels(1, 2), x)),
            layer(
                "gate",
                (net, x) ->
                    net.add(
                        "layer",
                        new Multiply(),
                        x,
                        net.add("pool", new GlobalAveragePool(), net.norm("bn", x)))),
            layer("concat", (net, x) -> net.add("layer", new Concat(), x, net.norm("bn", x))),
            layer("slice", (net, x) -> net.add("layer", new Slice(1, 3), x)),
            layer("confidence", (net, x) -> net.add("layer", new Confidence(), x)),
            layer("shuffle", (net, x) -> net.add("layer", new ChannelShuffle(2), x)),
            layer("dropout", (net, x) -> net.add("layer", new Dropout(0.3), x)),
            layer("stochastic depth", (net, x) -> net.add("layer", new StochasticDepth(0.3), x))));
  }

  private static Arguments lean(String density, int stride) {
    return layer(
        "lean " + density,
        (net, x) -> net.conv("layer", x, 4 * stride, 3, stride, stride, Lean.parse(density)));
  }

  private static Arguments layer(String name, Layers layers) {
    return Arguments.of(Named.of(name, layers));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theGradientIsTheSlope(Layers layers) {
    OneLayer net =
        OneLayer.draw(
            IMAGES,
            3,
            draft -> {
              Node x = draft.conv("first", draft.input(), CHANNELS, 3, 1);
              x = layers.apply(draft, x);
              draft.linear("fc", draft.add("avgpool", new GlobalAveragePool(), x), 3);
            });
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(net.plan(), net.weights(), manager)) {
      float[] gradient = gradient(network, manager);
      float[] weights = net.weights().learned();
      double difference = 0;
      double length = 0;
      for (int i = 0; i < weights.length; i++) {
        double slope = slope(network, manager, weights, i);
        difference += Math.pow(slope - gradient[i], 2);
        length += Math.pow(slope, 2);
      }
      assertThat(Math.sqrt(length)).isGreaterThan(1e-3);
      assertThat(Math.sqrt(difference / length)).isLessThan(1e-2);
    }
  }

  private static float[] gradient(Network network, NDManager manager) {
    try (NDManager batch = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(loss(network, batch));
      }
      return network.learned().getGradient().toFloatArray();
    }
  }

  /** Central difference; float64 sums would not help, for the scores are float32. */
  private static double slope(Network network, NDManager manager, float[] weights, int index) {
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = weights.clone();
      moved[index] += side == 0 ? -STEP : STEP;
      Network.fill(network.learned(), moved);
      try (NDManager batch = manager.newSubManager()) {
        losses[side] = loss(network, batch).getFloat();
      }
    }
    return (losses[1] - losses[0]) / (2 * STEP);
  }

  /** Cross entropy; the noise is the same each time. */
  private static NDArray loss(Network network, NDManager batch) {
    NDArray targets = batch.create(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 0}});
    return network
        .forward(OneLayer.upload(IMAGES, batch), Pass.training(new SplittableRandom(5)))
        .logSoftmax(1)
        .mul(targets)
        .sum()
        .neg();
  }
}
