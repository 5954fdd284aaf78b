package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.espalier.space.Lean;
import io.espalier.space.Lean.Stencil;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A lean convolution is a dense one with a mask, forward and backward. */
class LeanConvolutionTest {

  private static final int IN = 8;
  private static final double TOLERANCE = 1e-5;

  static Stream<Arguments> operators() {
    return Stream.concat(
        Arrays.stream(Stencil.values())
            .flatMap(
                stencil ->
                    Stream.of(1, 2, 4, 8)
                        .flatMap(
                            group ->
                                Stream.of(
                                    Arguments.of(stencil, group, 1, 1, 8, 7),
                                    Arguments.of(stencil, group, 2, 1, 8, 7),
                                    Arguments.of(stencil, group, 2, 1, 8, 8),
                                    Arguments.of(stencil, group, 2, 2, 16, 8),
                                    Arguments.of(stencil, group, 1, 2, 16, 5)))),
        // With fewer outputs only the 1x1 convolution reads the last inputs.
        Stream.of(
            Arguments.of(Stencil.SQUARE, 1, 2, 2, 12, 8),
            Arguments.of(Stencil.CROSS, 2, 2, 2, 12, 7),
            Arguments.of(Stencil.SEPARABLE, 2, 2, 2, 8, 7),
            Arguments.of(Stencil.ARMS, 4, 1, 1, 4, 6)));
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by their values only.
  private record Ran(float[] output, float[] gradient) {}

  @ParameterizedTest(name = "{0}, groups of {1}, stride {2}, fan {3}, {4} outputs, {5} pixels")
  @MethodSource("operators")
  void aLeanConvolutionIsTheMaskedDenseOne(
      Stencil stencil, int group, int stride, int fan, int outputs, int side) {
    LeanConv lean = new LeanConv(IN, outputs, 3, stride, fan, new Lean(group, stencil));
    Weights leanWeights = weights(plan(lean, side));
    MaskedKernel masked = new MaskedKernel(lean, parts(leanWeights));
    Weights denseWeights = Weights.zero(TensorLayout.of(plan(lean.dense(), side)));
    put(denseWeights, "first.weight", values(leanWeights, "first.weight"));
    put(denseWeights, "conv.weight", masked.values());

    Ran ran = run(plan(lean, side), leanWeights);
    Ran expected = run(plan(lean.dense(), side), denseWeights);
    Weights gradient = new Weights(leanWeights.layout(), ran.gradient(), new float[0]);
    Weights dense = new Weights(denseWeights.layout(), expected.gradient(), new float[0]);

    assertThat(ran.output()).containsExactly(expected.output(), within((float) TOLERANCE));
    assertThat(values(gradient, "first.weight"))
        .as("what flows back to the input")
        .containsExactly(values(dense, "first.weight"), within((float) TOLERANCE));
    for (Slot slot : leanWeights.layout().learned()) {
      if (slot.node().layer().equals(lean)) {
        String part = part(slot);
        assertThat(gradient.values(slot))
            .as(part)
            .containsExactly(
                masked.gradient(part, values(dense, "conv.weight")), within((float) TOLERANCE));
      }
    }
  }

  @ParameterizedTest(name = "{0}, groups of {1}, stride {2}, fan {3}, {4} outputs, {5} pixels")
  @MethodSource("operators")
  void theMergedKernelIsTheMaskedDenseOne(
      Stencil stencil, int group, int stride, int fan, int outputs, int side) {
    LeanConv lean = new LeanConv(IN, outputs, 3, stride, fan, new Lean(group, stencil));
    Blueprint plan = plan(lean, side);
    Weights weights = weights(plan);
    MaskedKernel masked = new MaskedKernel(lean, parts(weights));
    assertThat(DenseKernel.of(plan.nodes().get(2), weights).values())
        .containsExactly(masked.values(), within(1e-6f));
  }

  /** The kernels of the lean convolution, by name of the part. */
  private static Map<String, float[]> parts(Weights weights) {
    return weights.layout().learned().stream()
        .filter(slot -> slot.node().layer() instanceof LeanConv)
        .collect(Collectors.toMap(LeanConvolutionTest::part, weights::values));
  }

  private static String part(Slot slot) {
    return slot.name().replaceAll("conv\\.|\\.weight", "");
  }

  /** A convolution before it has the gradient of what it reads. */
  private static Blueprint plan(Layer layer, int side) {
    int outputs = layer instanceof LeanConv lean ? lean.out() : outputs(layer);
    Draft net = Blueprint.draft(new Task(3, outputs), side);
    net.add("conv", layer, net.conv("first", net.input(), IN, 1, 1));
    return net.finish();
  }

  private static int outputs(Layer layer) {
    return ((Conv) layer).out();
  }

  private static Weights weights(Blueprint plan) {
    return Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
  }

  private static float[] values(Weights weights, String name) {
    return weights.values(weights.layout().slot(name).orElseThrow());
  }

  private static void put(Weights weights, String name, float[] values) {
    Slot slot = weights.layout().slot(name).orElseThrow();
    System.arraycopy(values, 0, weights.learned(), slot.offset(), values.length);
  }

  /** The mean of the squared outputs is what the gradient is of. */
  private static Ran run(Blueprint plan, Weights weights) {
    Planes images = Planes.drawn(2, 3, plan.inputShape().height(), -1, 1, 1);
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray input = OneLayer.upload(images, batch);
      float[] output;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray scores = network.forward(input, Pass.training(new SplittableRandom(1)));
        output = scores.toFloatArray();
        collector.backward(scores.square().mean());
      }
      return new Ran(output, network.learned().getGradient().toFloatArray());
    }
  }
}
