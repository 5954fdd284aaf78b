package io.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.space.Lean.Stencil;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeanTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"dense", "depthwise", "depthwise:arms", "groups:4", "groups:16:separable"})
  void whatIsWrittenIsReadBack(String text) {
    assertThat(Lean.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lean",
        "dense:cross",
        "groups",
        "groups:0",
        "groups:-4",
        "groups:x",
        "groups:4:star",
        "groups:4:cross:",
        "depthwise:4",
        "depthwise:cross:arms"
      })
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lean.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "dense, groups:4, true",
    "dense, dense, true",
    "groups:4, dense, false",
    "groups:4, depthwise, true",
    "groups:4, groups:2:cross, true",
    "groups:4, groups:3, false",
    "depthwise, depthwise:separable, true",
    "depthwise:separable, depthwise:cross, false",
    "depthwise:arms, depthwise:cross, true",
    "depthwise:cross, depthwise, false",
  })
  void aDenserOneContainsALeanerOne(String one, String other, boolean contains) {
    assertThat(Lean.parse(one).contains(Lean.parse(other))).isEqualTo(contains);
  }

  @Property
  void whatContainsAnotherIsNoLeaner(
      @ForAll @IntRange(max = 24) int size,
      @ForAll Stencil stencil,
      @ForAll @IntRange(max = 24) int otherSize,
      @ForAll Stencil otherStencil) {
    Lean one = new Lean(size, size == 0 ? Stencil.SQUARE : stencil);
    Lean other = new Lean(otherSize, otherSize == 0 ? Stencil.SQUARE : otherStencil);
    if (one.contains(other) && !other.contains(one)) {
      assertThat(Lean.LEANEST_FIRST.compare(one, other)).isPositive();
    }
  }
}
