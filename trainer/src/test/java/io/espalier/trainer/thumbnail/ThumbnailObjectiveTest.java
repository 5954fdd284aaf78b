package io.espalier.trainer.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.thumbnail.MomentLoss.Moments;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailObjectiveTest {

  private static final Task TASK = new Task(1, 3);
  private static final int IMAGES = 12;
  private static final int SIDE = 16;
  private static final int LAST_EPOCH = 3;
  private static final double STEP = 2e-2;

  private static final Architecture TEACHER =
      Architecture.of("resnet-cifar", SIDE, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Thumbnailing weights(double distil, double features, double moments) {
    return new Thumbnailing(2, distil, 2, features, moments, OptionalInt.of(1), 0.5, 1);
  }

  private static Training training() {
    return new Training(
        4,
        IMAGES,
        new Optimizer.Sgd(0.1, 0.9, false, 0),
        new Schedule.Constant(),
        0,
        0,
        OptionalDouble.empty(),
        Set.of());
  }

  private static Examples examples(NDManager owner, int epoch) {
    SplittableRandom random = new SplittableRandom(9);
    float[] pixels = new float[IMAGES * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (2 * random.nextDouble() - 1);
    }
    float[] targets = new float[IMAGES * 3];
    IntStream.range(0, IMAGES).forEach(i -> targets[3 * i + i % 3] = 1);
    return new Examples(
        owner.create(pixels, new Shape(IMAGES, SIDE, SIDE, 1)).transpose(0, 3, 1, 2),
        owner.create(targets, new Shape(IMAGES, 3)),
        epoch,
        purpose -> Draws.of(3, 0, purpose, 0));
  }

  /** A teacher, a student with a downscaler, and what they learn. */
  private final class Case {
    private final ThumbnailPlan plan;
    private final TensorLayout layout;
    private final Network network;
    private final Weights teacherWeights;
    private final Network teacher;
    private final ThumbnailObjective objective;

    Case(Thumbnailing settings) {
      plan = ThumbnailPlan.of(TEACHER, TASK, settings);
      layout = TensorLayout.of(plan.ways());
      network =
          new Network(plan.ways(), away(Weights.initial(layout, new SplittableRandom(4))), manager);
      teacherWeights =
          Weights.initial(TensorLayout.of(plan.teacherWays()), new SplittableRandom(5));
      teacher = new Network(plan.teacherWays(), teacherWeights, manager);
      objective = new ThumbnailObjective(plan, settings, training(), layout, teacher);
    }

    /** Keeps rectifiers away from their kinks, where no finite step tells a slope. */
    private Weights away(Weights weights) {
      for (Slot slot : weights.layout().learned()) {
        int end = slot.offset() + slot.size();
        if (slot.kind() == Slot.Kind.SCALE) {
          Arrays.fill(weights.learned(), slot.offset(), end, 0.5f);
        } else if (slot.kind() == Slot.Kind.SHIFT) {
          Arrays.fill(weights.learned(), slot.offset(), end, 3);
        }
      }
      return weights;
    }

    float[] gradient(int epoch) {
      try (NDManager scratch = manager.newSubManager()) {
        objective.learn(network, examples(scratch, epoch));
      }
      return network.learned().getGradient().toFloatArray();
    }

    double loss() {
      try (NDManager scratch = manager.newSubManager()) {
        Examples examples = examples(scratch, LAST_EPOCH);
        return objective.loss(network, examples, objective.wanted(examples.images())).getFloat();
      }
    }

    /** The slope of the loss along the gradient of one tensor, by two steps to each side. */
    double slope(Slot slot, float[] gradient, double length) {
      return (8 * (lossAt(slot, gradient, STEP / length) - lossAt(slot, gradient, -STEP / length))
              - lossAt(slot, gradient, 2 * STEP / length)
              + lossAt(slot, gradient, -2 * STEP / length))
          / (12 * STEP);
    }

    private double lossAt(Slot slot, float[] gradient, double step) {
      float[] weights = network.weights().learned();
      float[] moved = weights.clone();
      for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
        moved[i] += (float) (step * gradient[i]);
      }
      Network.fill(network.learned(), moved);
      double loss = loss();
      Network.fill(network.learned(), weights);
      return loss;
    }

    Slot slot(String name) {
      return layout.slot(name).orElseThrow();
    }
  }

  private static double length(float[] gradient, Slot slot) {
    return length(gradient, slot.offset(), slot.offset() + slot.size());
  }

  private static double length(float[] gradient, int from, int to) {
    return Math.sqrt(IntStream.range(from, to).mapToDouble(i -> gradient[i] * gradient[i]).sum());
  }

  /** Large weights, so that in each case its own loss makes all but all of the gradient. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "30, 0, 0", "0, 30, 0", "0, 0, 30", "1, 1, 1"})
  void gradientsAreTheSlopesOfEveryLoss(double distil, double features, double moments) {
    Case here = new Case(weights(distil, features, moments));
    float[] gradient = here.gradient(LAST_EPOCH);
    double total = length(gradient, 0, gradient.length);
    int compared = 0;
    for (Slot slot : here.layout.learned()) {
      double length = length(gradient, slot);
      // A convolution's bias in front of a batch norm, say, changes nothing but rounding errors.
      if (length > 0.02 * total) {
        assertThat(here.slope(slot, gradient, length) / length)
            .as(slot.name())
            .isCloseTo(1, within(1e-3));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(3);
    assertThat(length(gradient, here.slot("downscaler.conv1.weight"))).isPositive();
    assertThat(length(gradient, here.slot("mapping.conv.weight")) > 0).isEqualTo(features > 0);
  }

  @Test
  void aWeightOfZeroSwitchesALossOff() {
    double alone = new Case(weights(0, 0, 0)).loss();
    double distil = new Case(weights(1, 0, 0)).loss() - alone;
    double features = new Case(weights(0, 1, 0)).loss() - alone;
    double moments = new Case(weights(0, 0, 1)).loss() - alone;
    assertThat(distil).isPositive();
    assertThat(features).isPositive();
    assertThat(moments).isPositive();
    assertThat(new Case(weights(0.5, 2, 3)).loss())
        .isCloseTo(alone + 0.5 * distil + 2 * features + 3 * moments, within(1e-4));
  }

  @Test
  void theTeacherStaysAsItIs() {
    Case here = new Case(weights(1, 1, 1));
    here.gradient(LAST_EPOCH);
    assertThat(here.teacher.weights().learned()).isEqualTo(here.teacherWeights.learned());
    assertThat(here.teacher.weights().statistics()).isEqualTo(here.teacherWeights.statistics());
  }

  @Test
  void firstTheUpperStagesRest() {
    Case here = new Case(weights(1, 1, 1));
    try (NDManager scratch = manager.newSubManager()) {
      Lesson first = here.objective.learn(here.network, examples(scratch, 1));
      float[] paces = first.paces().orElseThrow();
      assertThat(paces[here.slot("downscaler.conv1.weight").offset()]).isOne();
      assertThat(paces[here.slot("mapping.conv.weight").offset()]).isOne();
      assertThat(paces[here.slot("layer1.0.conv1.weight").offset()]).isOne();
      assertThat(paces[here.slot("layer2.0.conv1.weight").offset()]).isZero();
      assertThat(paces[here.slot("fc.weight").offset()]).isZero();
      assertThat(here.objective.learn(here.network, examples(scratch, 2)).paces()).isEmpty();
    }
  }

  @Test
  void equalMomentsLoseNothing() {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray images = examples(scratch, 0).images();
      assertThat(MomentLoss.of(Moments.of(images), images).getFloat()).isZero();
      // The same pixels at other places, and in a picture of another shape.
      NDArray moved = images.reshape(IMAGES, 1, SIDE / 2, SIDE * 2);
      assertThat(MomentLoss.of(Moments.of(images), moved).getFloat()).isCloseTo(0, within(1e-9f));
      // Half a unit brighter, and then of twice the contrast: mean 0.5, deviation 1 apart.
      NDArray two = scratch.create(new float[] {-1, 1}, new Shape(1, 1, 1, 2));
      NDArray bright = scratch.create(new float[] {-0.5f, 1.5f}, new Shape(1, 1, 1, 2));
      NDArray sharp = scratch.create(new float[] {-2, 2}, new Shape(1, 1, 1, 2));
      assertThat(MomentLoss.of(Moments.of(two), bright).getFloat()).isCloseTo(0.25f, within(1e-5f));
      assertThat(MomentLoss.of(Moments.of(two), sharp).getFloat()).isCloseTo(1, within(1e-5f));
    }
  }

  @Test
  void atFirstThumbnailsArePlainAndTheStudentIsTheTeacher() {
    Case here = new Case(weights(1, 1, 1));
    Weights start = ThumbnailWeights.start(here.plan, here.teacherWeights, new SplittableRandom(1));
    ThumbnailPlan plain = ThumbnailPlan.of(TEACHER, TASK, weights(1, 1, 1).plain());
    try (NDManager scratch = manager.newSubManager();
        Network learned = new Network(here.plan.ways(), start, manager);
        Network unlearned =
            new Network(
                plain.ways(),
                ThumbnailWeights.start(plain, here.teacherWeights, new SplittableRandom(1)),
                manager)) {
      NDArray images = examples(scratch, 0).images();
      for (int way : new int[] {ThumbnailPlan.DOWNSCALER, ThumbnailPlan.WHOLE}) {
        assertThat(learned.forward(way, images, Pass.INFERENCE).toFloatArray())
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(unlearned.forward(way, images, Pass.INFERENCE).toFloatArray());
      }
    }
    Weights student = ThumbnailWeights.part(start, here.plan.student());
    assertThat(student.values(student.layout().slot("fc.weight").orElseThrow()))
        .isEqualTo(
            here.teacherWeights.values(
                here.teacherWeights.layout().slot("fc.weight").orElseThrow()));
  }
}
