package io.espalier.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Convolutions, their outputs and gradients, in the layout in which networks are trained: oneDNN
 * gets some of them wrong, unless it is asked in another way.
 */
class ConvolutionTest {

  private static final int IMAGES = 4;
  private static final int SIDE = 8;

  private final NDManager manager = Torch.start(1, Optional.of("cpu")).newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static float[] values(int size, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    IntStream.range(0, size).forEach(i -> values[i] = (float) (2 * random.nextDouble() - 1));
    return values;
  }

  /**
   * https://github.com/uxlfoundation/oneDNN/issues/6035: the process ended, or memory was spoilt.
   */
  @ParameterizedTest
  @CsvSource({"4, 8, 2", "8, 16, 2", "3, 5, 4", "16, 32, 2", "4, 8, 1"})
  void kernelsOfOnePixelStepOverOthers(int in, int out, int stride) {
    for (int i = 0; i < 20; i++) {
      new Written(in, out, 1, stride, 1).check();
    }
  }

  /** Ordinary ones, in groups, depth-wise, and with several outputs of every channel. */
  @ParameterizedTest
  @CsvSource({
    "3, 16, 1",
    "8, 8, 1",
    "24, 12, 1",
    "16, 16, 4",
    "8, 16, 2",
    "12, 12, 12",
    "16, 16, 16",
    "1, 8, 1",
    "4, 8, 4",
    "8, 16, 8",
    "32, 64, 32",
    "8, 1, 1",
    "16, 3, 1"
  })
  void outputsAndGradientsAreThoseOfTheDefinition(int in, int out, int groups) {
    for (int kernel : new int[] {1, 3}) {
      for (int stride : new int[] {1, 2}) {
        new Written(in, out, kernel, stride, groups).check();
      }
    }
  }

  /** A convolution written out, and half the sum of the squares of what it makes. */
  private final class Written {
    private final int in;
    private final int out;
    private final int kernel;
    private final int stride;
    private final int groups;
    private final int outputs;
    private final float[] pixels;
    private final float[] weights;

    Written(int in, int out, int kernel, int stride, int groups) {
      this.in = in;
      this.out = out;
      this.kernel = kernel;
      this.stride = stride;
      this.groups = groups;
      outputs = (SIDE - 1) / stride + 1;
      pixels = values(IMAGES * SIDE * SIDE * in, 1);
      weights = values(out * (in / groups) * kernel * kernel, 2);
    }

    /** Sees every multiplication. */
    private interface Product {
      void of(int output, int pixel, int weight);
    }

    private void forEachProduct(Product product) {
      int read = in / groups;
      for (int output = 0; output < IMAGES * outputs * outputs * out; output++) {
        int o = output % out;
        int left = output / out % outputs * stride - kernel / 2;
        int top = output / out / outputs % outputs * stride - kernel / 2;
        int image = output / out / outputs / outputs;
        for (int tap = 0; tap < kernel * kernel; tap++) {
          int row = top + tap / kernel;
          int column = left + tap % kernel;
          if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
            for (int i = 0; i < read; i++) {
              int channel = o / (out / groups) * read + i;
              product.of(
                  output,
                  ((image * SIDE + row) * SIDE + column) * in + channel,
                  (o * read + i) * kernel * kernel + tap);
            }
          }
        }
      }
    }

    void check() {
      double[] output = new double[IMAGES * outputs * outputs * out];
      double[] ofPixels = new double[pixels.length];
      double[] ofWeights = new double[weights.length];
      forEachProduct((o, p, w) -> output[o] += pixels[p] * (double) weights[w]);
      forEachProduct((o, p, w) -> ofPixels[p] += output[o] * weights[w]);
      forEachProduct((o, p, w) -> ofWeights[w] += output[o] * pixels[p]);
      try (NDManager scratch = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray images = scratch.create(pixels, new Shape(IMAGES, SIDE, SIDE, in));
        NDArray taps = scratch.create(weights, new Shape(out, in / groups, kernel, kernel));
        images.setRequiresGradient(true);
        taps.setRequiresGradient(true);
        NDArray found =
            Convolution.square(stride, kernel / 2, groups)
                .of(images.transpose(0, 3, 1, 2), taps, null);
        collector.backward(Scaled.by(0.5, found.square().sum()));
        same("outputs", found.transpose(0, 2, 3, 1), output);
        same("gradient of the images", images.getGradient(), ofPixels);
        same("gradient of the kernel", taps.getGradient(), ofWeights);
      }
    }

    private void same(String what, NDArray found, double[] expected) {
      float[] floats = new float[expected.length];
      IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) expected[i]);
      assertThat(found.toFloatArray())
          .as(
              "%s: %s to %s, kernel %s, stride %s, %s groups",
              what, in, out, kernel, stride, groups)
          .usingComparatorWithPrecision(2e-3f)
          .containsExactly(floats);
    }
  }

  /** Whoever hands over one channel cannot say whether it is the first or the last in memory. */
  @Test
  void gradientsOfOneChannelAreNumbersWhateverLiesInMemory() {
    Blueprint blueprint =
        Families.draw(
            Architecture.of("resnet-cifar", SIDE, List.of(Stage.of(1, 8), Stage.of(1, 8))),
            new Task(1, 3));
    Weights weights = Weights.initial(TensorLayout.of(blueprint), new SplittableRandom(3));
    float[] pixels = values(IMAGES * SIDE * SIDE, 4);
    try (Network network = new Network(blueprint, weights, manager)) {
      for (int i = 0; i < 100; i++) {
        try (NDManager scratch = manager.newSubManager();
            GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray images = scratch.create(pixels, new Shape(IMAGES, 1, SIDE, SIDE));
          images.setRequiresGradient(true);
          leaveNaNs(scratch, i);
          NDArray scores = network.forward(images, Pass.training(new SplittableRandom(5)));
          collector.backward(scores.square().sum());
          assertThat(images.getGradient().abs().sum().getFloat()).isFinite();
        }
        NDArray gradient = network.learned().getGradient();
        assertThat(gradient.abs().sum().getFloat()).isFinite();
        gradient.subi(gradient.duplicate());
      }
    }
  }

  private static void leaveNaNs(NDManager scratch, int seed) {
    for (int size : new int[] {7, 64, 256, 1024, 2048, 4096}) {
      for (int i = 0; i < 4; i++) {
        scratch.full(new Shape(size + seed * 13L % size), Float.NaN).close();
      }
    }
  }
}
