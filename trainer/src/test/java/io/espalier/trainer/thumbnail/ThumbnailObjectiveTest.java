package io.espalier.trainer.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.SampleExamples;
import io.espalier.trainer.objective.Slopes;
import io.espalier.trainer.thumbnail.MomentLoss.Moments;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailObjectiveTest {

  private static final Task TASK = new Task(1, 3);
  private static final int LAST_EPOCH = 3;

  /** Nothing is too dark or too bright. */
  private static final Normalisation WIDE = new Normalisation(List.of(0.5), List.of(0.01));

  private static final Architecture TEACHER =
      Architecture.of("resnet-cifar", SampleExamples.SIDE, List.of(Stage.of(1, 8), Stage.of(1, 8)));

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Thumbnailing weights(double distil, double features, double moments) {
    return new Thumbnailing(
        2, OptionalDouble.of(1.5), distil, 2, features, moments, OptionalInt.of(1), 0.5, 1, 1);
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
      this(settings, WIDE);
    }

    Case(Thumbnailing settings, Normalisation normalisation) {
      plan = ThumbnailPlan.of(TEACHER, TASK, settings);
      layout = TensorLayout.of(plan.ways());
      network =
          new Network(
              plan.ways(),
              Slopes.awayFromKinks(Weights.initial(layout, new SplittableRandom(4))),
              manager);
      teacherWeights =
          Weights.initial(TensorLayout.of(plan.teacherWays()), new SplittableRandom(5));
      teacher = new Network(plan.teacherWays(), teacherWeights, manager);
      objective =
          new ThumbnailObjective(
              plan, settings, SampleExamples.training(4), layout, normalisation, teacher);
    }

    float[] gradient(int epoch) {
      try (NDManager scratch = manager.newSubManager()) {
        objective.learn(network, SampleExamples.of(scratch, epoch));
      }
      return network.learned().getGradient().toFloatArray();
    }

    double loss() {
      try (NDManager scratch = manager.newSubManager()) {
        Examples examples = SampleExamples.of(scratch, LAST_EPOCH);
        return objective.loss(network, examples, objective.wanted(examples.images())).getFloat();
      }
    }

    Slot slot(String name) {
      return layout.slot(name).orElseThrow();
    }
  }

  /** Large weights, so that in each case its own loss makes all but all of the gradient. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0", "30, 0, 0", "0, 30, 0", "0, 0, 30", "1, 1, 1"})
  void gradientsAreTheSlopesOfEveryLoss(double distil, double features, double moments) {
    Case here = new Case(weights(distil, features, moments));
    float[] gradient = here.gradient(LAST_EPOCH);
    new Slopes(here.network, here::loss).agreeWith(gradient);
    assertThat(Slopes.length(gradient, here.slot("downscaler.conv1.weight"))).isPositive();
    assertThat(Slopes.length(gradient, here.slot("mapping.conv.weight")) > 0)
        .isEqualTo(features > 0);
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
    // The moments' distance is in the thousands here: a float of that size has no fourth decimal.
    assertThat(new Case(weights(0.5, 2, 3e-4)).loss())
        .isCloseTo(alone + 0.5 * distil + 2 * features + 3e-4 * moments, within(1e-4));
  }

  /** A weight means the same for all networks, however large their features are. */
  @Test
  void featuresAreComparedAsAShareOfTheTeachers() {
    Case here = new Case(weights(0, 1, 0));
    double alone = new Case(weights(0, 0, 0)).loss();
    try (NDManager scratch = manager.newSubManager()) {
      Examples examples = SampleExamples.of(scratch, LAST_EPOCH);
      NDArray wanted = Taught.by(here.teacher, examples.images(), 2).features();
      NDArray thumbnails =
          here.network.forward(
              ThumbnailPlan.DOWNSCALER, examples.images(), Pass.training(examples.noise()));
      NDArray features =
          here.network.forward(ThumbnailPlan.LOWER, thumbnails, Pass.training(examples.noise()));
      NDArray found =
          here.network.forward(ThumbnailPlan.MAPPING, features, Pass.training(examples.noise()));
      double distance = found.sub(wanted).square().sum().getFloat();
      double size = wanted.square().sum().getFloat();
      assertThat(size).isGreaterThan(10);
      assertThat(here.loss() - alone).isCloseTo(distance / size, within(1e-4));
    }
  }

  /** All but all pixels of these thumbnails are black or white once they are clipped. */
  @Test
  void theStudentReadsNoMoreThanFilesHold() {
    Normalisation narrow = new Normalisation(List.of(0.5), List.of(1e6));
    Case scores = new Case(weights(1, 1, 0), narrow);
    assertThat(Slopes.length(scores.gradient(LAST_EPOCH), scores.slot("downscaler.conv1.weight")))
        .isZero();
    // What thumbnails look like is judged before, so that it draws them back.
    Case looks = new Case(weights(1, 1, 1), narrow);
    assertThat(Slopes.length(looks.gradient(LAST_EPOCH), looks.slot("downscaler.conv1.weight")))
        .isPositive();
  }

  @Test
  void clippingKeepsWhatFilesHold() {
    try (NDManager scratch = manager.newSubManager()) {
      EightBits bits = new EightBits(new Normalisation(List.of(0.25, 0.5), List.of(0.5, 0.25)));
      NDArray thumbnail =
          scratch.create(
              new float[] {-0.6f, -0.5f, 0.3f, 1.5f, 1.6f, -2.1f, -2, 0.7f, 2, 2.1f},
              new Shape(1, 2, 1, 5));
      assertThat(bits.clipped(thumbnail).toFloatArray())
          .containsExactly(-0.5f, -0.5f, 0.3f, 1.5f, 1.5f, -2, -2, 0.7f, 2, 2);
    }
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
      Lesson first = here.objective.learn(here.network, SampleExamples.of(scratch, 1));
      float[] paces = first.paces().orElseThrow();
      assertThat(paces[here.slot("downscaler.conv1.weight").offset()]).isOne();
      assertThat(paces[here.slot("mapping.conv.weight").offset()]).isOne();
      assertThat(paces[here.slot("layer1.0.conv1.weight").offset()]).isOne();
      assertThat(paces[here.slot("layer2.0.conv1.weight").offset()]).isZero();
      assertThat(paces[here.slot("fc.weight").offset()]).isZero();
      assertThat(here.objective.learn(here.network, SampleExamples.of(scratch, 2)).paces())
          .isEmpty();
    }
  }

  @Test
  void equalMomentsLoseNothing() {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray images = SampleExamples.of(scratch, 0).images();
      assertThat(MomentLoss.of(Moments.of(images), images).getFloat()).isZero();
      // The same pixels at other places, and in a picture of another shape.
      NDArray moved =
          images.reshape(
              SampleExamples.IMAGES, 1, SampleExamples.SIDE / 2, SampleExamples.SIDE * 2);
      assertThat(MomentLoss.of(Moments.of(images), moved).getFloat()).isCloseTo(0, within(1e-9f));
      // Half a unit brighter, and then of twice the contrast: mean 0.5, deviation 1 apart.
      NDArray two = scratch.create(new float[] {-1, 1}, new Shape(1, 1, 1, 2));
      NDArray bright = scratch.create(new float[] {-0.5f, 1.5f}, new Shape(1, 1, 1, 2));
      NDArray sharp = scratch.create(new float[] {-2, 2}, new Shape(1, 1, 1, 2));
      assertThat(MomentLoss.of(Moments.of(two), bright).getFloat()).isCloseTo(0.25f, within(1e-5f));
      assertThat(MomentLoss.of(Moments.of(two), sharp).getFloat()).isCloseTo(1, within(1e-4f));
    }
  }

  @Test
  void theWholeIsItsParts() {
    Case here = new Case(weights(1, 1, 1));
    try (NDManager scratch = manager.newSubManager()) {
      NDArray images = SampleExamples.of(scratch, 0).images();
      NDArray thumbnails = here.network.forward(ThumbnailPlan.DOWNSCALER, images, Pass.INFERENCE);
      NDArray features = here.network.forward(ThumbnailPlan.LOWER, thumbnails, Pass.INFERENCE);
      assertThat(here.network.forward(ThumbnailPlan.WHOLE, images, Pass.INFERENCE).toFloatArray())
          .containsExactly(
              here.network.forward(ThumbnailPlan.UPPER, features, Pass.INFERENCE).toFloatArray());
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
      NDArray images = SampleExamples.of(scratch, 0).images();
      for (int way : new int[] {ThumbnailPlan.DOWNSCALER, ThumbnailPlan.WHOLE}) {
        assertThat(learned.forward(way, images, Pass.INFERENCE).toFloatArray())
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(unlearned.forward(way, images, Pass.INFERENCE).toFloatArray());
      }
    }
    Weights student = start.part(TensorLayout.of(here.plan.student()));
    assertThat(student.values(student.layout().slot("fc.weight").orElseThrow()))
        .isEqualTo(
            here.teacherWeights.values(
                here.teacherWeights.layout().slot("fc.weight").orElseThrow()));
  }
}
