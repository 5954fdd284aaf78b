package io.espalier.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.StageOutputs;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistilledTest {

  private static final Task TASK = new Task(1, 3);

  private final NDManager manager = NDManager.newBaseManager();
  private final Network teacher = network(List.of(Stage.of(1, 4), Stage.of(2, 8)), 1);
  private final Network student =
      network(
          List.of(
              Stage.of(1, 4).withLean(Lean.parse("groups:2")),
              Stage.of(2, 8).withLean(Lean.parse("groups:2"))),
          2);

  private Network network(List<Stage> stages, long seed) {
    Blueprint plan =
        Families.draw(Architecture.of("resnet-cifar", SampleExamples.SIDE, stages), TASK);
    Weights weights = Weights.initial(TensorLayout.of(plan), new SplittableRandom(seed));
    return new Network(plan, Slopes.awayFromKinks(weights), manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Distilled objective(double share, double temperature, double features) {
    return new Distilled(SampleExamples.training(1), teacher, share, temperature, features);
  }

  private double loss(Distilled objective) {
    try (NDManager scratch = manager.newSubManager()) {
      Examples examples = SampleExamples.of(scratch, 0);
      return objective.loss(student, examples, objective.wanted(examples.images())).getFloat();
    }
  }

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

  private static double ofScores(
      Examples examples, StageOutputs found, StageOutputs wanted, double share, double t) {
    float[] scores = found.scores().toFloatArray();
    float[] targets = examples.targets().toFloatArray();
    double loss = 0;
    for (int row = 0; row < SampleExamples.IMAGES; row++) {
      double[] soft = softmax(wanted.scores().toFloatArray(), row, t);
      double[] cold = softmax(scores, row, t);
      double[] own = softmax(scores, row, 1);
      for (int c = 0; c < 3; c++) {
        loss -= (1 - share) * targets[3 * row + c] * Math.log(own[c]);
        loss -= share * t * t * soft[c] * Math.log(cold[c]);
      }
    }
    return loss / SampleExamples.IMAGES;
  }

  private static double ofStage(float[] found, float[] wanted) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < wanted.length; i++) {
      difference += Math.pow(found[i] - wanted[i], 2);
      length += Math.pow(wanted[i], 2);
    }
    return difference / length;
  }

  /**
   * The losses of the labels, of the teacher's answers and of its features, as they are defined.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 2, 0", "0.25, 4, 1.5", "1, 1, 3"})
  void theLossIsMadeOfLabelsAnswersAndFeatures(double share, double temperature, double features) {
    try (NDManager scratch = manager.newSubManager()) {
      Examples examples = SampleExamples.of(scratch, 0);
      StageOutputs wanted = StageOutputs.of(teacher, examples.images(), Pass.INFERENCE);
      StageOutputs found =
          StageOutputs.of(student, examples.images(), Pass.training(examples.noise()));
      double expected = ofScores(examples, found, wanted, share, temperature);
      for (int i = 0; i < 2; i++) {
        float[] one = found.stages().get(i).toFloatArray();
        expected += features / 2 * ofStage(one, wanted.stages().get(i).toFloatArray());
      }
      assertThat(loss(objective(share, temperature, features))).isCloseTo(expected, within(1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.5, 30"})
  void gradientsAreTheSlopesOfTheLoss(double share, double features) {
    Distilled objective = objective(share, 2, features);
    try (NDManager scratch = manager.newSubManager()) {
      objective.learn(student, SampleExamples.of(scratch, 0));
    }
    float[] gradient = student.learned().getGradient().toFloatArray();
    new Slopes(student, () -> loss(objective)).agreeWith(gradient);
  }

  @Test
  void featuresAreTheOutputsOfTheStages() {
    try (NDManager scratch = manager.newSubManager()) {
      StageOutputs outputs =
          StageOutputs.of(teacher, SampleExamples.of(scratch, 0).images(), Pass.INFERENCE);
      assertThat(outputs.stages())
          .extracting(stage -> stage.getShape().toString())
          .containsExactly("(12, 4, 16, 16)", "(12, 8, 8, 8)");
    }
  }
}
