package io.espalier.space.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static Budget budget(OptionalLong atLeast) {
    return new Budget(1000, 0.1, OptionalLong.empty(), OptionalDouble.empty(), atLeast);
  }

  @Test
  void aBudgetIsMetWithinItsTolerance() {
    Budget budget = budget(OptionalLong.empty());
    assertThat(budget.fewestMacs()).isEqualTo(900);
    assertThat(budget.mostMacs()).isEqualTo(1100);
    assertThat(budget.towards(500).fewestMacs()).isEqualTo(450);
    assertThat(budget.towards(500).mostMacs()).isEqualTo(550);
  }

  @Test
  void whereTheFewestAreGivenTheMostAreExact() {
    Budget budget = budget(OptionalLong.of(0));
    assertThat(budget.fewestMacs()).isZero();
    assertThat(budget.mostMacs()).isEqualTo(1000);
    assertThat(budget.admitsMacs(1001)).isFalse();
  }

  @Test
  void growthComesNearFromBelowWhereTheMostAreExact() {
    Budget budget = budget(OptionalLong.of(0)).towards(500);
    assertThat(budget.fewestMacs()).isEqualTo(450);
    assertThat(budget.mostMacs()).isEqualTo(500);
  }
}
