package io.espalier.trainer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.dynamic.DynamicResolution.ScoringHead;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.objective.CrossEntropy;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.SampleExamples;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DynamicObjectiveTest {

  private static final Task TASK = new Task(1, 3);
  private static final int JOINT_EPOCH = 1;
  private static final float STEP = 4e-3f;
  private static final double TEMPERATURE = 0.8;

  private static final Architecture ARCHITECTURE =
      Architecture.of("resnet-cifar", SampleExamples.SIDE, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private final NDManager manager = NDManager.newBaseManager();
  private DynamicResolution settings;
  private DynamicPlan plan;
  private TensorLayout layout;
  private Network network;
  private DynamicObjective objective;
  private NDManager batch;

  @BeforeEach
  void open() {
    batch = manager.newSubManager();
    draw(ScoringHead.LINEAR);
  }

  private void draw(ScoringHead head) {
    settings =
        new DynamicResolution(
            When.FINAL,
            List.of(1.0, 0.75, 0.5),
            0.4,
            0.7,
            0.3,
            TEMPERATURE,
            0.5,
            1,
            Optional.of(head),
            0.5,
            1);
    plan = DynamicPlan.of(ARCHITECTURE, TASK, settings);
    layout = TensorLayout.of(plan.waysInTraining());
    Weights drawn = Weights.initial(layout, new SplittableRandom(4));
    // Finest first, so that there is a price to pay.
    layout.slot("predictor.choice.bias").ifPresent(slot -> drawn.learned()[slot.offset()] = 1);
    network = new Network(plan.waysInTraining(), drawn, manager);
    objective = new DynamicObjective(plan, settings, SampleExamples.training(2), layout);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Choice drawn(Examples examples) {
    return Choice.draw(scores(examples), TEMPERATURE, examples.draws().apply("choice"));
  }

  private NDArray scores(Examples examples) {
    return network.forward(
        3, examples.images(), Pass.training(examples.draws().apply("predictor noise")));
  }

  private NDArray soft(Examples examples) {
    return Choice.soft(scores(examples), TEMPERATURE, examples.draws().apply("choice"));
  }

  private float[] jointGradient() {
    try (NDManager scratch = manager.newSubManager()) {
      objective.learn(network, SampleExamples.of(scratch, JOINT_EPOCH));
    }
    return network.learned().getGradient().toFloatArray();
  }

  /**
   * A choice relaxed around the weights as they are: forward the hard one, plus what the soft one
   * moves by.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as records.
  private record Around(Groups groups, float[] hard, float[] soft) {

    static Around the(Choice choice, NDArray soft) {
      return new Around(choice.groups(), choice.groups().oneHot(), soft.toFloatArray());
    }

    NDArray relaxed(NDArray soft) {
      NDManager owner = soft.getManager();
      Shape shape = soft.getShape();
      return soft.add(owner.create(hard, shape)).sub(owner.create(this.soft, shape));
    }
  }

  private static NDArray certain(NDArray scores) {
    return scores.div(TEMPERATURE).softmax(1);
  }

  /** The slope of the relaxation that the gradient goes through. */
  @ParameterizedTest
  @EnumSource(ScoringHead.class)
  void gradientsAreTheSlopesOfTheSoftRelaxation(ScoringHead head) {
    draw(head);
    Examples examples = SampleExamples.of(batch, JOINT_EPOCH);
    NDArray scores = scores(examples);
    Choice certain = Choice.certain(scores, TEMPERATURE);
    assertThat(MacLoss.of(plan, settings).of(certain.weights()).getFloat()).isPositive();
    Around drawn = Around.the(drawn(examples), soft(examples));
    Around spent = Around.the(certain, certain(scores));
    float[] gradient = jointGradient();
    float[] weights = network.weights().learned();

    double difference = 0;
    double length = 0;
    for (Slot slot : layout.learned()) {
      // The head and the predictor's: smooth all the way, so that finite steps tell the slope.
      if (!slot.name().matches("(predictor\\.)?(fc|choice)\\..*")) {
        continue;
      }
      for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
        double slope = slope(weights, i, drawn, spent);
        difference += Math.pow(slope - gradient[i], 2);
        length += Math.pow(slope, 2);
      }
    }
    assertThat(Math.sqrt(length)).isGreaterThan(0.1);
    assertThat(Math.sqrt(difference / length)).isLessThan(1e-3);
  }

  private double slope(float[] weights, int index, Around drawn, Around spent) {
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = weights.clone();
      moved[index] += side == 0 ? -STEP : STEP;
      Network.fill(network.learned(), moved);
      try (NDManager scratch = manager.newSubManager()) {
        Examples examples = SampleExamples.of(scratch, JOINT_EPOCH);
        Choice choice = new Choice(drawn.groups(), drawn.relaxed(soft(examples)));
        NDArray costs = spent.relaxed(certain(scores(examples)));
        losses[side] = objective.loss(network, examples, choice, costs).getFloat();
      }
    }
    Network.fill(network.learned(), weights);
    return (losses[1] - losses[0]) / (2 * STEP);
  }

  @Test
  void thePredictorAndEveryResolutionThatWasChosenGetGradients() {
    Choice choice = drawn(SampleExamples.of(batch, JOINT_EPOCH));
    float[] gradient = jointGradient();
    assertThat(length(gradient, "predictor.conv1.weight")).isPositive();
    for (int r = 0; r < 3; r++) {
      String name = r == 0 ? "bn1.weight" : "bn1.scale" + r + ".weight";
      assertThat(length(gradient, name) > 0)
          .as(name)
          .isEqualTo(!choice.groups().members(r).isEmpty());
    }
  }

  private double length(float[] gradient, String name) {
    Slot slot = layout.slot(name).orElseThrow();
    return IntStream.range(slot.offset(), slot.offset() + slot.size())
        .mapToDouble(i -> Math.abs(gradient[i]))
        .sum();
  }

  @Test
  void anUnusedBatchNormRestsAndThePredictorIsSlower() {
    float[] paces =
        new BatchNormSets(plan, layout).paces(Groups.of(new int[] {0, 2, 2, 0}, 3), 0.1f);
    assertThat(paces[layout.slot("conv1.weight").orElseThrow().offset()]).isEqualTo(1);
    assertThat(paces[layout.slot("bn1.weight").orElseThrow().offset()]).isEqualTo(1);
    assertThat(paces[layout.slot("bn1.scale1.bias").orElseThrow().offset()]).isEqualTo(0);
    assertThat(paces[layout.slot("bn1.scale2.bias").orElseThrow().offset()]).isEqualTo(1);
    assertThat(paces[layout.slot("predictor.bn1.bias").orElseThrow().offset()]).isEqualTo(0.1f);
  }

  @Test
  void firstAllResolutionsLearnAllImages() {
    Lesson lesson = objective.learn(network, SampleExamples.of(batch, 0));
    assertThat(lesson.loss()).isGreaterThan(2 * Math.log(3) / 2);
    assertThat(lesson.paces()).isEmpty();
    assertThat(lesson.chosen()).hasSize(SampleExamples.IMAGES);
    float[] gradient = network.learned().getGradient().toFloatArray();
    assertThat(List.of("bn1.weight", "bn1.scale1.weight", "bn1.scale2.weight"))
        .allSatisfy(name -> assertThat(length(gradient, name)).isPositive());
    assertThat(length(gradient, "predictor.fc.weight")).isPositive();
  }

  /** The finest resolution learns the labels, the coarser ones half of what it answers, too. */
  @Test
  void coarseResolutionsLearnFromTheFinest() {
    Examples examples = SampleExamples.of(batch, 0);
    NDArray labels = examples.targets();
    NDArray finest = forward(0, examples);
    NDArray wanted = labels.mul(0.5f).add(finest.softmax(1).mul(0.5f));
    double expected = CrossEntropy.mean(finest, labels).getFloat();
    for (int r = 1; r < 3; r++) {
      expected += CrossEntropy.mean(forward(r, examples), wanted).getFloat();
    }
    assertThat(objective.learn(network, SampleExamples.of(batch, 0)).loss())
        .isCloseTo(expected, within(1e-5));
  }

  private NDArray forward(int resolution, Examples examples) {
    return network.forward(resolution, examples.images(), Pass.training(examples.noise()));
  }

  /** It learns to tell what the coarsest resolution answers, and keeps one head only. */
  @Test
  void thePredictorLearnsToTellTheClasses() {
    objective.learn(network, SampleExamples.of(batch, 0));
    float[] gradient = network.learned().getGradient().toFloatArray();
    assertThat(length(gradient, "predictor.classes.weight")).isPositive();
    Weights kept = network.weights().part(TensorLayout.of(plan.ways()));
    assertThat(kept.layout().slot("predictor.classes.weight")).isEmpty();
    Slot choice = kept.layout().slot("predictor.fc.weight").orElseThrow();
    assertThat(kept.values(choice))
        .isEqualTo(network.weights().values(layout.slot(choice.name()).orElseThrow()));
  }

  /** The head that tells classes is the predictor's own, and all of it is kept. */
  @Test
  void aPredictorThatChoosesByConfidenceLearnsTheClassesToo() {
    draw(ScoringHead.CONFIDENCE);
    objective.learn(network, SampleExamples.of(batch, 0));
    float[] gradient = network.learned().getGradient().toFloatArray();
    assertThat(length(gradient, "predictor.fc.bias")).isPositive();
    assertThat(length(gradient, "predictor.choice.weight")).isPositive();
    assertThat(TensorLayout.of(plan.ways()).learnedSize()).isEqualTo(layout.learnedSize());
  }

  @Test
  void theMacLossIsZeroAtOrBelowItsTarget() {
    MacLoss loss = new MacLoss(new long[] {100, 60, 20}, 60, 0.5);
    assertThat(of(loss, 0, 1, 0)).isZero();
    assertThat(of(loss, 0, 0.5f, 0.5f)).isZero();
    assertThat(of(loss, 0.5f, 0, 0.5f)).isZero();
    assertThat(of(loss, 1, 0, 0)).isCloseTo(0.5 * 40 / 80, within(1e-6));
    assertThat(of(loss, 0.5f, 0.5f, 0)).isCloseTo(0.5 * 20 / 80, within(1e-6));
  }

  private double of(MacLoss loss, float... shares) {
    return loss.of(batch.create(shares, new Shape(1, 3))).getFloat();
  }
}
