package io.espalier.trainer.lean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Lists;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DensityChoiceTest {

  private static final List<Lean> CHOICES =
      Stream.of("depthwise:arms", "depthwise", "groups:4", "dense").map(Lean::parse).toList();

  private static final Architecture DENSE =
      Architecture.of(
          "resnet-cifar", 16, List.of(Stage.of(1, 8), Stage.of(2, 16), Stage.of(1, 24)));

  private static final Weights TRAINED = trained();

  /** The stages' kernels have shares of their length in the centre that differ. */
  private static Weights trained() {
    Weights weights =
        Weights.initial(
            TensorLayout.of(Families.draw(DENSE, Task.CIFAR_10)), new SplittableRandom(1));
    weights
        .layout()
        .learned()
        .forEach(
            slot -> {
              int stage = slot.name().matches("layer\\d.*") ? slot.name().charAt(5) - '0' : 0;
              boolean spatial = slot.dims().size() == 4 && slot.dims().get(2) == 3;
              for (int i = 4; spatial && i < slot.size(); i += 9) {
                weights.learned()[slot.offset() + i] *= 3f * stage;
              }
            });
    return weights;
  }

  private static Architecture with(List<Lean> densities) {
    Architecture lean = DENSE;
    for (int i = 0; i < densities.size(); i++) {
      lean = lean.withStage(i, lean.stages().get(i).withLean(densities.get(i)));
    }
    return lean;
  }

  private static long macs(Architecture architecture) {
    return MacLedger.macs(Families.draw(architecture, Task.CIFAR_10));
  }

  private static double lost(Architecture architecture) {
    return Sparsified.of(DENSE, architecture, Task.CIFAR_10, TRAINED).layers().stream()
        .mapToDouble(layer -> Math.pow(layer.relativeError(), 2))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.3, 0.4, 0.5, 0.7, 0.99, 1})
  void nothingWithinTheMacsLosesLess(double share) {
    long most = (long) (share * macs(DENSE));
    Architecture chosen = new DensityChoice(DENSE, Task.CIFAR_10, TRAINED).within(most, CHOICES);
    double least =
        Lists.cartesianProduct(Collections.nCopies(3, CHOICES)).stream()
            .map(DensityChoiceTest::with)
            .filter(any -> macs(any) <= most)
            .mapToDouble(DensityChoiceTest::lost)
            .min()
            .orElseThrow();
    assertThat(macs(chosen)).isLessThanOrEqualTo(most);
    assertThat(lost(chosen)).isEqualTo(least);
  }

  @Test
  void groupsThatDoNotDivideAStageAreNoChoiceForIt() {
    Architecture chosen =
        new DensityChoice(DENSE, Task.CIFAR_10, TRAINED)
            .within(macs(DENSE), List.of(Lean.groups(16), Lean.groups(4)));
    assertThat(chosen.stages().get(0).lean()).isEqualTo(Lean.groups(4));
  }

  @Test
  void whatNoChoiceReachesIsRefused() {
    assertThatThrownBy(() -> new DensityChoice(DENSE, Task.CIFAR_10, TRAINED).within(1000, CHOICES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "The leanest choice has [\\d,]+ MACs \\(\\[depthwise:arms, depthwise:arms,"
                + " depthwise:arms\\]\\), more than 1,000\\. Allow leaner densities or more MACs\\.");
    assertThatThrownBy(
            () ->
                new DensityChoice(DENSE, Task.CIFAR_10, TRAINED)
                    .within(1000, List.of(Lean.groups(7))))
        .hasMessage(
            "Stage 1, of width 8, can have none of the densities [groups:7]. Add another,"
                + " such as dense.");
  }
}
