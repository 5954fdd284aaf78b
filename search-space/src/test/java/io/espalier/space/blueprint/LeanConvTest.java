package io.espalier.space.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.space.Lean;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeanConvTest {

  private static LeanConv lean(String density, int in, int out, int stride, int fan) {
    return new LeanConv(in, out, 3, stride, fan, Lean.parse(density));
  }

  /** Weights are 8 x 16 of the 1x1 convolution and 16 x group x points of the spatial one. */
  @ParameterizedTest(name = "{0} at stride {1}")
  @CsvSource({
    "depthwise, 1, 272, 272",
    "depthwise, 2, 272, 272",
    "depthwise:cross, 2, 208, 208",
    "depthwise:arms, 2, 192, 192",
    "groups:4, 1, 704, 704",
    "groups:4:cross, 2, 448, 448",
    // The row of 3 runs on both rows of which a stride of 2 keeps one, the column of 3 does not.
    "depthwise:separable, 1, 224, 224",
    "depthwise:separable, 2, 224, 272",
  })
  void whatRunsIsCounted(String density, int stride, long parameters, long macsPerPixel) {
    LeanConv conv = lean(density, 8, 16, stride, 2);
    Shape output = conv.output(List.of(Shape.square(8, 10)));
    assertThat(output).isEqualTo(Shape.square(16, 10 / stride));
    assertThat(conv.parameters()).isEqualTo(parameters);
    assertThat(conv.macs(output)).isEqualTo(macsPerPixel * output.height() * output.width());
  }

  @ParameterizedTest
  @CsvSource({
    "groups:3, 8, 9, 1, 2, Groups of 3 channels do not divide the 8 inputs and 9 outputs",
    "groups:4, 8, 10, 1, 2, Groups of 4 channels do not divide the 8 inputs and 10 outputs",
    "groups:4, 8, 12, 2, 2, needs a multiple of 8 outputs",
    "groups:4, 8, 24, 2, 2, 'at most 16'",
    "dense, 8, 8, 1, 1, cannot be dense",
  })
  void whatCannotBeDividedIsRefused(
      String density, int in, int out, int stride, int fan, String message) {
    assertThatThrownBy(() -> lean(density, in, out, stride, fan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"depthwise:cross, cross", "groups:2:arms, arms", "depthwise:separable, separable"})
  void a5x5HasNoOtherStencilThanTheSquare(String density, String stencil) {
    assertThatThrownBy(() -> new LeanConv(8, 8, 5, 1, 1, Lean.parse(density)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The stencil %s has 3x3 points; a 5x5 convolution cannot have it. Choose square.",
            stencil);
  }

  @Test
  void a5x5MayBeASquareInGroups() {
    LeanConv conv = new LeanConv(8, 8, 5, 1, 1, Lean.groups(2));
    assertThat(conv.parameters()).isEqualTo(8 * 8 + 8 * 2 * 25);
  }

  /** So that channels which are added behind the others leave them where they are. */
  @Property
  void theGroupsDoNotDependOnTheWidths(
      @ForAll @IntRange(min = 1, max = 4) int group,
      @ForAll @IntRange(min = 1, max = 2) int fan,
      @ForAll @IntRange(min = 1, max = 4) int blocks,
      @ForAll @IntRange(max = 4) int more) {
    Lean density = Lean.groups(group);
    LeanConv narrow = new LeanConv(blocks * group, blocks * group * fan, 3, fan, fan, density);
    LeanConv wide =
        new LeanConv((blocks + more) * group, (blocks + more) * group * fan, 3, fan, fan, density);
    for (int o = 0; o < narrow.out(); o++) {
      assertThat(wide.firstInput(o)).isEqualTo(narrow.firstInput(o));
      assertThat(narrow.firstInput(o)).isEqualTo(o / fan / group * group);
    }
  }
}
