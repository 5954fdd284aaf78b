package io.espalier.space.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.dynamic.DynamicResolution.ScoringHead;
import io.espalier.space.dynamic.DynamicResolution.When;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import io.espalier.space.macs.MacLedger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DynamicPlanTest {

  private static final Architecture NARROW =
      Architecture.of(
          "resnet",
          128,
          List.of(Stage.of(1, 16), Stage.of(2, 32), Stage.of(2, 64), Stage.of(2, 128)));

  private static DynamicResolution scales(double target, Double... scales) {
    return DynamicResolution.of(When.FINAL, List.of(scales), target);
  }

  private static DynamicPlan plan(String preset) {
    Preset known = Families.preset(preset);
    return DynamicPlan.of(known.architecture(), known.task(), scales(0.6, 1.0, 0.75, 0.5));
  }

  /** What learns to see beside the choice costs nothing afterwards. */
  @Test
  void inTrainingThePredictorAlsoTellsTheClasses() {
    DynamicPlan plan = plan("resnet-50");
    Blueprint training = plan.predictorInTraining();
    assertThat(training.task().classes()).isEqualTo(3 + 1000);
    assertThat(training.parameters() - plan.predictor().parameters()).isEqualTo(513 * 1000);
    assertThat(plan.waysInTraining()).startsWith(plan.ways().toArray(Blueprint[]::new));
  }

  /** 1,000 classes, and 3 choices by how sure it is; nothing of that is dropped. */
  @Test
  void aPredictorThatChoosesByConfidenceTellsTheClassesItself() {
    Preset known = Families.preset("resnet-50");
    DynamicResolution published = scales(0.6, 1.0, 0.75, 0.5);
    DynamicPlan plan =
        DynamicPlan.of(
            known.architecture(),
            known.task(),
            new DynamicResolution(
                When.FINAL,
                published.scales(),
                published.target(),
                published.weight(),
                published.spread(),
                published.temperature(),
                published.distil(),
                published.predictor(),
                Optional.of(ScoringHead.CONFIDENCE),
                published.joint(),
                published.rate()));
    assertThat(plan.predictorMacs()).isEqualTo(290_194_944 + 512 * 997 + 3);
    assertThat(plan.predictor().parameters()).isEqualTo(4_907_331 + 513 * 997 + 3 * 2);
    Blueprint training = plan.predictorInTraining();
    assertThat(training.task().classes()).isEqualTo(3 + 1000);
    assertThat(training.parameters()).isEqualTo(plan.predictor().parameters());
  }

  @Test
  void thePredictorOfLargeResNetsIsThePublishedOne() {
    DynamicPlan plan = plan("resnet-50");
    assertThat(plan.sides()).containsExactly(224, 168, 112);
    assertThat(plan.predictor().inputShape().height()).isEqualTo(128);
    assertThat(plan.predictorMacs()).isEqualTo(290_194_944);
    assertThat(plan.predictor().parameters()).isEqualTo(4_907_331);
  }

  @Test
  void thePredictorBesideInvertedResidualsIsMadeOfThemAndSees64Pixels() {
    Blueprint predictor = plan("mobilenet-v2-1.0").predictor();
    assertThat(predictor.inputShape().height()).isEqualTo(64);
    assertThat(predictor.nodes()).extracting(Node::name).contains("predictor.features.3.conv.0.0");
  }

  static Stream<String> presets() {
    return Families.presetNames().values().stream().map(names -> names.get(0));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void inEveryFamilyOnlyBatchNormsDifferAndThePredictorStaysCheap(String preset) {
    Preset known = Families.preset(preset);
    Architecture architecture =
        known.architecture().withResolution(Math.max(64, known.architecture().resolution()));
    DynamicPlan plan = DynamicPlan.of(architecture, known.task(), scales(0.7, 1.0, 0.75, 0.5));

    assertThat(plan.predictorMacs()).isBetween(1L, plan.macs()[0] * 8 / 100);
    Set<String> full = weights(plan.classifiers().get(0));
    assertThat(full).noneMatch(DynamicPlan::isExtra);
    assertThat(full).isEqualTo(weights(Families.draw(architecture, known.task())));
    for (int r = 1; r < 3; r++) {
      Set<String> own = weights(plan.classifiers().get(r));
      own.removeAll(full);
      assertThat(own).isNotEmpty().allMatch(DynamicPlan::isExtra);
      assertThat(full).containsAll(own.stream().map(DynamicPlan::ordinaryName).toList());
    }
    assertThat(weights(plan.predictor())).allMatch(DynamicPlan::isExtra);
  }

  /** Pixels are left out before channels: 32 of 73 are left, and a quarter of the channels. */
  @Test
  void aSmallClassifierGetsAPredictorOfFewPixels() {
    Architecture small =
        Architecture.of(
            "resnet",
            128,
            List.of(Stage.of(1, 16), Stage.of(1, 32), Stage.of(1, 64), Stage.of(1, 128)));
    DynamicPlan plan = DynamicPlan.of(small, Task.CIFAR_10, scales(0.7, 1.0, 0.75, 0.5));
    assertThat(plan.predictor().inputShape().height()).isEqualTo(32);
    assertThat(plan.predictorMacs()).isEqualTo(1_585_536);
  }

  /** Names of the layers that have weights, with a leaf so that they look like tensors. */
  private static Set<String> weights(Blueprint blueprint) {
    Set<String> names = new HashSet<>();
    blueprint.nodes().stream()
        .filter(node -> node.layer().parameters() > 0)
        .forEach(node -> names.add(node.name() + ".weight"));
    return names;
  }

  @Test
  void expectedMacsAreThoseOfTheSharesAndThePredictor() {
    DynamicPlan plan = DynamicPlan.of(NARROW, Task.CIFAR_10, scales(0.6, 1.0, 0.75, 0.5));
    long[] macs = plan.macs();
    assertThat(macs[1])
        .isEqualTo(MacLedger.macs(Families.draw(NARROW.withResolution(96), Task.CIFAR_10)));
    assertThat(plan.expectedMacs(new double[] {0.5, 0.25, 0.25}))
        .isCloseTo(
            0.5 * macs[0] + 0.25 * macs[1] + 0.25 * macs[2] + plan.predictorMacs(), within(1e-6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "128 | 1 0.75 0.1 | 0.6 | The scale 0.1 gives 13 pixels, too few for the strides",
        "32  | 1 0.99 | 0.99    | some are equal",
        "128 | 1 0.75 | 0.5 | The target (0.5 of",
        "128 | 1 0.75 | 0.5 | is not above what the cheapest resolution costs",
      })
  void whatTheNetworkCannotDoIsRefused(
      int resolution, String scales, double target, String message) {
    DynamicResolution settings =
        scales(target, Stream.of(scales.split(" ")).map(Double::valueOf).toArray(Double[]::new));
    assertThatThrownBy(
            () -> DynamicPlan.of(NARROW.withResolution(resolution), Task.CIFAR_10, settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
