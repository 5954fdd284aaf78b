package io.espalier.space.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Dropout;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.Padding;
import io.espalier.space.blueprint.StochasticDepth;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamiliesTest {

  /** torchvision fits two RegNets to their groups in another way than pycls does. */
  @ParameterizedTest
  @CsvSource({
    "regnet-x-400mf, 32, 64, 160, 400, 5495976",
    "regnet-y-800mf, 64, 144, 320, 784, 6432512"
  })
  void theRegNetsOfTorchvisionCanBeDrawnByTheirWidths(
      String network, int first, int second, int third, int fourth, long parameters) {
    Architecture architecture = Families.preset(network).architecture();
    int[] widths = {first, second, third, fourth};
    for (int i = 0; i < widths.length; i++) {
      architecture = architecture.withStage(i, architecture.stages().get(i).withWidth(widths[i]));
    }
    assertThat(Families.draw(architecture, Task.IMAGENET).parameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-v1-0.6, 1, 76", "mobilenet-v2-0.6, 3, 40", "mobilenet-v2-2, 3, 128"})
  void aMobileNetHasAnyWidthMultiplier(String network, int stage, int width) {
    assertThat(Families.preset(network).architecture().stages().get(stage).width())
        .isEqualTo(width);
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-v2-0", "mobilenet-v2--1", "mobilenet-v2-1e3", "ghostnet-0.7", "vgg-16"})
  void anUnknownNetworkIsRefused(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Families.preset(network))
        .withMessageContaining("There is no published network '" + network + "'");
  }

  @Test
  void aWidthThatDoesNotFitTheGroupsIsRefused() {
    Architecture architecture = Families.preset("regnet-x-400mf").architecture();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(architecture.withStage(1, Stage.of(2, 72))))
        .withMessage("The width (72) of stage 2 must be a multiple of the option groupWidth (16).");
    assertThat(Families.named("regnet-x").widen(architecture, 1, 72).stages().get(1))
        .isEqualTo(Stage.of(2, 80));
  }

  @Test
  void anOddWidthOfAShuffleNetIsRefused() {
    Architecture architecture = Families.preset("shufflenet-v2-0.5").architecture();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(architecture.withStage(0, Stage.of(4, 49))))
        .withMessageContaining("The width (49) of stage 1 must be even");
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-v2, 7", "efficientnet, 7", "ghostnet, 6", "s-ghostnet, 6"})
  void aFamilyOfUnlikeStagesSaysHowManyItHas(String family, int stages) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(Architecture.of(family, 32, List.of(Stage.of(1, 16)))))
        .withMessageContaining("The family %s has %s stages, not 1.".formatted(family, stages));
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-v2-1.0, stem,    wide, 'must be a whole number'",
    "mobilenet-v2-1.0, padding, full, 'must be one of [symmetric, same]'",
    "mobilenet-v2-1.0, depth,   2,    'has no option'",
    "mobilenet-v1-1.0, stem,    0,    'is empty'",
    "efficientnet-b0,  dropout, 100,  'must be at least 0 and below 1'",
    "regnet-x-200mf,   groupWidth, 0, 'must be at least 1'"
  })
  void anImpossibleOptionIsRefused(String network, String option, String value, String why) {
    Architecture architecture = Families.preset(network).architecture();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(architecture.withOption(option, value)))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"mobilenet-v1-1.0", "mobilenet-v2-1.0", "efficientnet-b0"})
  void tensorFlowsConventionsChangePaddingAndEpsilonButNotTheCost(String network) {
    Architecture plain = Families.preset(network).architecture();
    Blueprint same = draw(plain.withOption("padding", "same").withOption("epsilon", "1e-3"));
    assertThat(layers(same, Conv.class).filter(conv -> conv.stride() == 2).map(Conv::padding))
        .contains(new Padding(0, 1))
        .noneMatch(Padding::symmetric, "symmetric");
    assertThat(layers(same, BatchNorm.class).map(BatchNorm::epsilon)).containsOnly(1e-3);
    assertThat(same.nodes().stream().mapToLong(Blueprint.Node::macs).sum())
        .isEqualTo(draw(plain).nodes().stream().mapToLong(Blueprint.Node::macs).sum());
  }

  @Test
  void theLargeEfficientNetsDropMore() {
    Blueprint net = draw(Families.preset("efficientnet-b7").architecture());
    assertThat(layers(net, Dropout.class)).containsExactly(new Dropout(0.5));
    assertThat(layers(net, BatchNorm.class).map(BatchNorm::epsilon)).containsOnly(1e-3);
    assertThat(layers(net, StochasticDepth.class).mapToDouble(StochasticDepth::rate))
        .isSorted()
        .allMatch(rate -> rate > 0 && rate < 0.2);
  }

  private static Blueprint draw(Architecture architecture) {
    return Families.draw(architecture, Task.IMAGENET);
  }

  private static <T extends Layer> Stream<T> layers(Blueprint blueprint, Class<T> kind) {
    return blueprint.nodes().stream()
        .map(Blueprint.Node::layer)
        .filter(kind::isInstance)
        .map(kind::cast);
  }
}
