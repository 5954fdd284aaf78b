package io.espalier.space.growth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Stage;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GridTest {

  private static final Architecture BASE =
      Architecture.of(
          "resnet-cifar", 28, List.of(Stage.of(1, 8).withLean(Lean.groups(2)), Stage.of(1, 16)));

  private static final Space SPACE =
      new Space(
          BASE,
          Optional.of(new Range(36, 4)),
          List.of(
              new StageSpace(
                  Optional.of(new Range(3, 1)),
                  Optional.empty(),
                  ImmutableSortedSet.of(1.0, 1.5),
                  List.of(Lean.DENSE, Lean.groups(4), Lean.groups(3)),
                  List.of()),
              new StageSpace(
                  Optional.empty(), Optional.of(new Range(24, 4)), ImmutableSortedSet.of())));

  @Test
  void everyPointIsAnArchitectureOfTheSpaceAndItsOwnPoint() {
    Grid grid = new Grid(SPACE);
    Set<Architecture> seen = new HashSet<>();
    int[] point = new int[grid.axes().size()];
    do {
      Architecture architecture = grid.at(point);
      assertThat(architecture.contains(BASE)).isTrue();
      assertThat(SPACE.largest().contains(architecture)).isTrue();
      assertThat(grid.point(architecture)).containsExactly(point);
      seen.add(architecture);
    } while (advance(point, grid));
    assertThat(BigInteger.valueOf(seen.size())).isEqualTo(SPACE.size());
  }

  private static boolean advance(int[] point, Grid grid) {
    for (int i = 0; i < point.length; i++) {
      point[i] = (point[i] + 1) % grid.size(i);
      if (point[i] > 0) {
        return true;
      }
    }
    return false;
  }
}
