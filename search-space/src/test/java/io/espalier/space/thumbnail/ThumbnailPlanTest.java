package io.espalier.space.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Resize;
import io.espalier.space.blueprint.Shape;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ThumbnailPlanTest {

  private static final Architecture NARROW =
      Architecture.of(
          "resnet",
          128,
          List.of(Stage.of(1, 16), Stage.of(1, 32), Stage.of(1, 64), Stage.of(1, 128)));

  private static Thumbnailing atStage(int stage) {
    return new Thumbnailing(
        2, OptionalDouble.empty(), 1, 2, 1, 1, OptionalInt.of(stage), 0.25, 0.05, 0);
  }

  private static Shape output(Blueprint blueprint) {
    return blueprint.nodes().get(blueprint.nodes().size() - 1).shape();
  }

  private static List<String> weights(List<Blueprint> blueprints) {
    return blueprints.stream()
        .flatMap(blueprint -> blueprint.nodes().stream())
        .filter(node -> node.layer().parameters() > 0)
        .map(Node::name)
        .toList();
  }

  /** By hand: 3x3, 3 to 32, on 64 x 64; 3x3, 32 to 64, on 32 x 32; 3x3, 64 to 3, on 32 x 32. */
  @Test
  void theDownscalerIsCountedAndPartOfTheTotal() {
    Preset resnet = Families.preset("resnet-18");
    ThumbnailPlan plan =
        ThumbnailPlan.of(
            resnet.architecture().withResolution(128), resnet.task(), Thumbnailing.of(4));
    assertThat(plan.downscalerMacs())
        .isEqualTo(27L * 32 * 64 * 64 + 288L * 64 * 32 * 32 + 576L * 3 * 32 * 32);
    assertThat(plan.macs()).isEqualTo(plan.downscalerMacs() + plan.studentMacs());
    assertThat(plan.studentMacs())
        .isEqualTo(
            MacLedger.macs(Families.draw(resnet.architecture().withResolution(32), resnet.task())));
    assertThat(plan.downscaler().parameters())
        .isEqualTo(27 * 32 + 64 + 288 * 64 + 128 + 576 * 3 + 3);
    assertThat(plan.whole().parameters())
        .isEqualTo(plan.downscaler().parameters() + plan.student().parameters());
  }

  /** By hand: 3x3, 3 to 32, then four times 32 to 32, then 32 to 3, all on 64 x 64. */
  @Test
  void blocksDeepenTheDownscalerAndAreCounted() {
    Preset resnet = Families.preset("resnet-18");
    ThumbnailPlan plan =
        ThumbnailPlan.of(
            resnet.architecture().withResolution(128),
            resnet.task(),
            new Thumbnailing(
                2, OptionalDouble.empty(), 1, 2, 1, 1, OptionalInt.empty(), 0.25, 1, 2));
    assertThat(plan.downscalerMacs()).isEqualTo((27L * 32 + 4 * 288 * 32 + 288 * 3) * 64 * 64);
    assertThat(plan.downscaler().parameters())
        .isEqualTo(27 * 32 + 64 + 4 * (288 * 32 + 64) + 288 * 3 + 3);
    assertThat(output(plan.downscaler())).isEqualTo(new Shape(3, 64, 64));
  }

  /**
   * By hand: what convolutions of 128 x 128 pixels take, times (96 / 128)^2, and 128 x 10 in the
   * end.
   */
  @Test
  void enlargedThumbnailsCostTheStudentWhatItReads() {
    Thumbnailing settings =
        new Thumbnailing(2, OptionalDouble.of(1.5), 4, 2, 1, 1, OptionalInt.empty(), 0.05, 0.2, 0);
    ThumbnailPlan plan = ThumbnailPlan.of(NARROW, Task.CIFAR_10, settings);
    assertThat(plan.teacherMacs()).isEqualTo(25_363_712);
    assertThat(plan.studentMacs()).isEqualTo((25_363_712 - 1280) * 9 / 16 + 1280);
    assertThat(plan.macs()).isEqualTo(plan.downscalerMacs() + plan.studentMacs());
    assertThat(plan.downscalerMacs())
        .isEqualTo(ThumbnailPlan.of(NARROW, Task.CIFAR_10, Thumbnailing.of(2)).downscalerMacs());
    assertThat(output(plan.downscaler())).isEqualTo(new Shape(3, 64, 64));
    assertThat(plan.student().inputShape()).isEqualTo(new Shape(3, 96, 96));
    assertThat(plan.whole().nodes())
        .filteredOn(node -> node.name().equals("student.enlarged"))
        .extracting(Blueprint.Node::layer)
        .containsExactly(new Resize(96, 96, Resize.Filter.BILINEAR));
  }

  static Stream<String> presets() {
    return Families.presetNames().values().stream().map(names -> names.get(0));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void inEveryFamilyTheStudentIsTheSameNetworkAndTheDownscalerCheap(String preset) {
    Preset known = Families.preset(preset);
    Architecture architecture = known.architecture().withResolution(128);
    ThumbnailPlan plan = ThumbnailPlan.of(architecture, known.task(), Thumbnailing.of(2));

    assertThat(plan.downscalerMacs()).isBetween(1L, plan.teacherMacs() / 5);
    List<Blueprint> ways = plan.ways();
    List<String> student = weights(List.of(plan.student()));
    assertThat(student).isEqualTo(weights(List.of(plan.teacher())));
    assertThat(weights(ways.subList(ThumbnailPlan.LOWER, ThumbnailPlan.MAPPING)))
        .isEqualTo(student);
    assertThat(weights(plan.teacherWays())).isEqualTo(student);
    assertThat(MacLedger.macs(ways.get(ThumbnailPlan.WHOLE))).isEqualTo(plan.macs());
    assertThat(output(ways.get(ThumbnailPlan.MAPPING)))
        .isEqualTo(output(plan.teacherWays().get(ThumbnailPlan.TEACHER_LOWER)));
    assertThat(output(ways.get(ThumbnailPlan.WHOLE))).isEqualTo(output(plan.student()));
  }

  @Test
  void featuresAreThoseOfTheStageThatIsAsked() {
    ThumbnailPlan plan = ThumbnailPlan.of(NARROW, Task.CIFAR_10, atStage(3));
    assertThat(output(plan.ways().get(ThumbnailPlan.LOWER))).isEqualTo(new Shape(64, 4, 4));
    assertThat(output(plan.teacherWays().get(0))).isEqualTo(new Shape(64, 8, 8));
    assertThat(ThumbnailPlan.of(NARROW, Task.CIFAR_10, Thumbnailing.of(2)).stage()).isEqualTo(2);
  }

  @Test
  void plainThumbnailsCostNothing() {
    ThumbnailPlan plan = ThumbnailPlan.of(NARROW, new Task(1, 10), Thumbnailing.of(4).plain());
    assertThat(plan.downscalerMacs()).isZero();
    assertThat(plan.downscaler().parameters()).isZero();
    assertThat(output(plan.downscaler())).isEqualTo(new Shape(1, 32, 32));
  }

  @Test
  void firstTheLowerStagesLearnAndThereIsAlwaysAnEpochForAll() {
    Thumbnailing settings = Thumbnailing.of(2);
    assertThat(settings.epochsLower(40)).isEqualTo(2);
    assertThat(settings.epochsLower(1)).isZero();
    assertThat(settings.plain().epochsLower(40)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "130 | 4 | 2 | 0.05 | The scale 4 does not divide the resolution (130 pixels). Choose the other scale, or a resolution such as 132.",
        "8   | 4 | 2 | 0.05 | Thumbnails of 2 pixels are too small for the strides",
        "128 | 2 | 5 | 0.05 | There is no stage 5 whose features could be compared.",
        "128 | 2 | 2 | 1e-9 | No downscaler costs at most 0 MACs",
      })
  void whatCannotBeIsRefused(int resolution, int scale, int stage, double share, String message) {
    Thumbnailing settings =
        new Thumbnailing(
            scale, OptionalDouble.empty(), 1, 2, 1, 1, OptionalInt.of(stage), 0.25, share, 0);
    assertThatThrownBy(
            () -> ThumbnailPlan.of(NARROW.withResolution(resolution), Task.CIFAR_10, settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 1   | 1  | 2 | 1 | 1 | 1 | 0 | 0   | 0  | The scale (3) must be 2 or 4.",
        "2 | 0.5 | 1  | 2 | 1 | 1 | 1 | 0 | 0   | 0  | The factor enlarge (0.5) must be in [1, 2]",
        "2 | 2.5 | 1  | 2 | 1 | 1 | 1 | 0 | 0   | 0  | The factor enlarge (2.5) must be in [1, 2]",
        "2 | 1   | -1 | 2 | 1 | 1 | 1 | 0 | 0   | 0  | The weight distil (-1.0) must be at least 0",
        "2 | 1   | 1  | 0 | 1 | 1 | 1 | 0 | 0   | 0  | The temperature (0.0) must be above 0.",
        "2 | 1   | 1  | 2 | 1 | 1 | 0 | 0 | 0   | 0  | The stage (0) is counted from 1.",
        "2 | 1   | 1  | 2 | 1 | 1 | 1 | 1 | 0   | 0  | The share lower (1.0) must be in [0, 1).",
        "2 | 1   | 1  | 2 | 1 | 1 | 1 | 0 | 1.5 | 0  | The share downscaler (1.5) must be in [0, 1].",
        "2 | 1   | 1  | 2 | 1 | 1 | 1 | 0 | 0   | -1 | The number of blocks (-1) must be in [0, 100].",
      })
  void settingsOutOfRangeAreRefused(
      int scale,
      double enlarge,
      double distil,
      double temperature,
      double features,
      double moments,
      int stage,
      double lower,
      double downscaler,
      int blocks,
      String message) {
    assertThatThrownBy(
            () ->
                new Thumbnailing(
                    scale,
                    OptionalDouble.of(enlarge),
                    distil,
                    temperature,
                    features,
                    moments,
                    OptionalInt.of(stage),
                    lower,
                    downscaler,
                    blocks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
