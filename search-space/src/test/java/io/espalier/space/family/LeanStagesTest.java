package io.espalier.space.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Axis.Dimension;
import io.espalier.space.growth.Range;
import io.espalier.space.growth.Space;
import io.espalier.space.growth.StageSpace;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeanStagesTest {

  private static Architecture cifar(String lean, int... widths) {
    return Architecture.of(
        "resnet-cifar",
        32,
        Arrays.stream(widths)
            .mapToObj(width -> Stage.of(2, width).withLean(Lean.parse(lean)))
            .toList());
  }

  private static List<Node> leanConvolutions(Architecture architecture) {
    return Families.draw(architecture, Task.CIFAR_10).nodes().stream()
        .filter(node -> node.layer() instanceof LeanConv)
        .toList();
  }

  @Test
  void everySpatialConvolutionOfAStageIsLeanAndNoOther() {
    Architecture mixed = cifar("groups:4", 8, 16, 32);
    mixed = mixed.withStage(1, mixed.stages().get(1).withLean(Lean.DENSE));
    assertThat(leanConvolutions(mixed).stream().map(Node::name))
        .containsExactly(
            "layer1.0.conv1",
            "layer1.0.conv2",
            "layer1.1.conv1",
            "layer1.1.conv2",
            "layer3.0.conv1",
            "layer3.0.conv2",
            "layer3.1.conv1",
            "layer3.1.conv2");
  }

  @Test
  void ofABottleneckOnlyThe3x3IsLean() {
    Architecture resnet =
        Architecture.of("resnet", 64, List.of(Stage.of(2, 8).withLean(Lean.groups(4))))
            .withOption("block", "bottleneck");
    assertThat(leanConvolutions(resnet).stream().map(Node::name))
        .containsExactly("layer1.0.conv2", "layer1.1.conv2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mobilenet-v1-1.0",
        "mobilenet-v2-1.0",
        "shufflenet-v2-1.0",
        "ghostnet-1.0",
        "s-ghostnet-b1",
        "efficientnet-b0",
        "regnet-x-400mf",
        "regnet-y-400mf"
      })
  void aStageWithoutDenseSpatialConvolutionsCannotBeLean(String preset) {
    Architecture architecture = Families.preset(preset).architecture();
    Architecture lean =
        architecture.withStage(0, architecture.stages().get(0).withLean(Lean.groups(4)));
    assertThatThrownBy(() -> Families.draw(lean, Task.IMAGENET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The family %s has no dense spatial convolutions that could be groups:4. Leave lean"
                + " out, or choose a family such as resnet.",
            architecture.family());
  }

  @ParameterizedTest
  @CsvSource({
    "groups:3, 8, 16, Groups of 3 channels do not divide the 8 inputs and 8 outputs",
    "groups:8, 8, 24, 'needs a multiple of 16 outputs, at most 16'",
    "depthwise, 8, 32, 'at most 16'",
  })
  void widthsThatTheGroupsDoNotDivideAreRefused(
      String lean, int first, int second, String message) {
    assertThatThrownBy(() -> Families.draw(cifar(lean, first, second), Task.CIFAR_10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Stream<Architecture> growths(Architecture base, Dimension dimension, int stage) {
    StageSpace space =
        new StageSpace(
            Optional.of(new Range(9, 1)),
            Optional.of(new Range(64, 1)),
            ImmutableSortedSet.of(),
            Stream.of("depthwise", "groups:4", "dense").map(Lean::parse).toList(),
            List.of());
    List<StageSpace> stages = Collections.nCopies(base.stages().size(), space);
    return new Space(base, Optional.empty(), stages).growths(base, new Axis(dimension, stage));
  }

  @Test
  void densitiesGrowFromDepthwiseToDense() {
    assertThat(
            growths(cifar("depthwise", 8, 16), Dimension.LEAN, 1)
                .map(grown -> grown.stages().get(1).lean().toString()))
        .containsExactly("groups:4", "dense");
  }

  @Test
  void widthsGrowByWholeGroups() {
    assertThat(
            growths(cifar("groups:4", 8, 16), Dimension.WIDTH, 0)
                .map(grown -> grown.stages().get(0).width())
                .limit(3))
        .containsExactly(16, 24, 32);
  }

  /** A padding before would put other channels into their groups. */
  @Test
  void leanStagesBehindShortcutsWithoutParametersDoNotGetWider() {
    Architecture base = cifar("depthwise", 8, 16).withOption("shortcut", "a");
    assertThat(growths(base, Dimension.WIDTH, 0)).isEmpty();
    assertThat(growths(base, Dimension.WIDTH, 1)).isEmpty();
    assertThat(growths(base, Dimension.DEPTH, 1)).isNotEmpty();
  }
}
