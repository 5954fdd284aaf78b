package io.espalier.space.growth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever grows, in whatever family, can be drawn, contains its parent and costs no less. */
class GrowthInEveryFamilyTest {

  private static final int RESOLUTION = 64;
  private static final Task TASK = new Task(3, 10);

  @Provide
  Arbitrary<String> networks() {
    return Arbitraries.of(Families.presetNames().values().stream().flatMap(List::stream).toList());
  }

  @Property(tries = 300)
  void growthIsBuildableContainsItsParentAndCostsNoLess(
      @ForAll("networks") String network, @ForAll Random random) {
    Architecture base = Families.preset(network).architecture().withResolution(RESOLUTION);
    Space space = space(base);
    assertThat(draw(space.largest())).isPositive();
    Architecture grown = base;
    for (int step = 0; step < 4; step++) {
      Axis axis = space.axes().get(random.nextInt(space.axes().size()));
      List<Architecture> growths = space.growths(grown, axis).toList();
      assertThat(growths).doesNotHaveDuplicates();
      if (!growths.isEmpty()) {
        Architecture next = growths.get(random.nextInt(growths.size()));
        assertThat(next).isNotEqualTo(grown);
        assertThat(next.contains(grown)).isTrue();
        assertThat(space.largest().contains(next)).isTrue();
        assertThat(draw(next)).as("%s of %s", axis, network).isGreaterThanOrEqualTo(draw(grown));
        grown = next;
      }
    }
  }

  private static long draw(Architecture architecture) {
    return MacLedger.macs(Families.draw(architecture, TASK));
  }

  /** Steps of 3 meet no family's multiple by themselves. */
  private static Space space(Architecture base) {
    return new Space(
        base,
        Optional.of(new Range(RESOLUTION + 40, 8)),
        base.stages().stream().map(GrowthInEveryFamilyTest::space).toList());
  }

  private static StageSpace space(Stage stage) {
    return new StageSpace(
        Optional.of(new Range(stage.depth() + 3, 1)),
        Optional.of(new Range(stage.width() + 99, 3)),
        ImmutableSortedSet.of(1.0, 1.25, 2.0));
  }
}
