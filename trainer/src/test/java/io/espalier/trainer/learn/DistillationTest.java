package io.espalier.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationTest {

  private static final float[] TARGETS = {1, 0, 0, 0.1f, 0.8f, 0.1f};
  private static final float[] SCORES = {0.3f, -1, 2, 0.5f, 0.25f, 1};

  private static double[] softmax(float[] scores, int row, double temperature) {
    double[] values = new double[3];
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      values[c] = Math.exp(scores[3 * row + c] / temperature);
      sum += values[c];
    }
    for (int c = 0; c < 3; c++) {
      values[c] /= sum;
    }
    return values;
  }

  /** The loss is that of the labels and that of the teacher, as written in the paper. */
  @ParameterizedTest
  @CsvSource({"0.5, 2", "0.25, 4", "1, 1"})
  void theLossIsSharedByLabelsAndTeacher(double share, double temperature) {
    Blueprint plan =
        Families.draw(Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 4))), new Task(3, 3));
    Weights weights = Weights.initial(TensorLayout.of(plan), new SplittableRandom(1));
    try (NDManager manager = NDManager.newBaseManager();
        Network teacher = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.arange(0f, 2 * 3 * 64).sin().reshape(new Shape(2, 3, 8, 8));
      float[] taught = teacher.forward(images, Pass.INFERENCE).toFloatArray();
      NDArray loss =
          new Distillation(teacher, share, temperature)
              .on(images)
              .of(batch.create(SCORES, new Shape(2, 3)), batch.create(TARGETS, new Shape(2, 3)));
      double expected = 0;
      for (int row = 0; row < 2; row++) {
        double[] soft = softmax(taught, row, temperature);
        double[] cold = softmax(SCORES, row, temperature);
        double[] own = softmax(SCORES, row, 1);
        for (int c = 0; c < 3; c++) {
          expected -= (1 - share) * TARGETS[3 * row + c] * Math.log(own[c]) / 2;
          expected -= share * temperature * temperature * soft[c] * Math.log(cold[c]) / 2;
        }
      }
      assertThat((double) loss.getFloat()).isCloseTo(expected, within(1e-5));
    }
  }
}
