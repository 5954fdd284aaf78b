package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.spec.Optimizer;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescentTest {

  private static final TensorLayout LAYOUT =
      TensorLayout.of(
          Families.draw(
              Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 2))), new Task(1, 2)));

  private final SplittableRandom random = new SplittableRandom(1);

  private float[] draw() {
    float[] values = new float[LAYOUT.learnedSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double decay(int index, double decay) {
    Slot slot =
        LAYOUT.learned().stream()
            .filter(s -> index >= s.offset() && index < s.offset() + s.size())
            .findFirst()
            .orElseThrow();
    return slot.kind() == Slot.Kind.KERNEL || slot.kind() == Slot.Kind.MATRIX ? decay : 0;
  }

  /** The update rule of PyTorch's SGD, written out per value. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sgdFollowsItsFormula(boolean nesterov) {
    float[] start = draw();
    double[] expected = new double[start.length];
    double[] velocity = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      expected[i] = start[i];
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Descent descent = Descent.of(new Optimizer.Sgd(1, 0.9, nesterov, 0.01), LAYOUT, manager);
      NDArray learned = manager.create(start);
      for (int step = 0; step < 3; step++) {
        float[] gradient = draw();
        descent.step(learned, manager.create(gradient), 0.1);
        for (int i = 0; i < start.length; i++) {
          double g = gradient[i] + decay(i, 0.01) * expected[i];
          velocity[i] = 0.9 * velocity[i] + g;
          expected[i] -= 0.1 * (nesterov ? g + 0.9 * velocity[i] : velocity[i]);
        }
      }
      assertClose(learned.toFloatArray(), expected);
    }
  }

  /** Algorithm 2 of arXiv 1711.05101, written out per value. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void adamWFollowsItsFormula(double decay) {
    float[] start = draw();
    double[] expected = new double[start.length];
    double[] mean = new double[start.length];
    double[] square = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      expected[i] = start[i];
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Descent descent = Descent.of(new Optimizer.AdamW(1, 0.9, 0.99, 1e-8, decay), LAYOUT, manager);
      NDArray learned = manager.create(start);
      for (int step = 1; step <= 3; step++) {
        float[] gradient = draw();
        descent.step(learned, manager.create(gradient), 0.01);
        for (int i = 0; i < start.length; i++) {
          expected[i] -= 0.01 * decay(i, decay) * expected[i];
          mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
          square[i] = 0.99 * square[i] + 0.01 * gradient[i] * gradient[i];
          double m = mean[i] / (1 - Math.pow(0.9, step));
          double v = square[i] / (1 - Math.pow(0.99, step));
          expected[i] -= 0.01 * m / (Math.sqrt(v) + 1e-8);
        }
      }
      assertClose(learned.toFloatArray(), expected);
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }
}
