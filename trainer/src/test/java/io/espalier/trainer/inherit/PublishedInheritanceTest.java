package io.espalier.trainer.inherit;

import static io.espalier.trainer.inherit.SampleNetworks.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Architecture;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.Weights;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published networks that contain one another, in their full widths and depths. */
class PublishedInheritanceTest {

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "shufflenet-v2-1.0, shufflenet-v2-1.5",
    "efficientnet-b0, efficientnet-b1",
    "s-ghostnet-base, s-ghostnet-b1",
    "s-ghostnet-b1, s-ghostnet-b4",
  })
  void aLargerNetworkComputesWhatTheSmallerComputes(String from, String to) {
    Architecture small = Families.preset(from + "@64").architecture();
    Architecture large = Families.preset(to + "@64").architecture();
    assertThat(large.contains(small)).isTrue();
    Blueprint plan = Families.draw(large, TASK);
    Blueprint parentPlan = Families.draw(small, TASK);
    Weights weights = SampleNetworks.used(small);
    Weights inherited = Inheritance.inherit(plan, parentPlan, weights, new SplittableRandom(2));
    float[] expected = SampleNetworks.scores(parentPlan, weights, Pass.INFERENCE);
    float[] actual = SampleNetworks.scores(plan, inherited, Pass.INFERENCE);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }
}
