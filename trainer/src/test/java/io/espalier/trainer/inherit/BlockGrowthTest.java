package io.espalier.trainer.inherit;

import static io.espalier.trainer.inherit.SampleNetworks.TASK;
import static io.espalier.trainer.inherit.SampleNetworks.random;
import static io.espalier.trainer.inherit.SampleNetworks.scores;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Architecture;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.Weights;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stage that is made of a richer block computes what the poorer one did. */
class BlockGrowthTest {

  private static final Map<String, Architecture> BASES =
      Growths.bases()
          .filter(base -> !Families.named(base.family()).blocks().isEmpty())
          .collect(Collectors.toMap(Architecture::family, base -> base));

  @ParameterizedTest(name = "{0}, stage {1}: {2}")
  @CsvSource({
    "ofa-mobilenet-v3, 1, expand-4",
    "ofa-mobilenet-v3, 3, expand-6",
    "ofa-mobilenet-v3, 5, expand-6",
    "nasbench-macro, 2, mb3-k3",
    "nasbench-macro, 2, mb6-k5"
  })
  void aRicherBlockComputesWhatThePoorerOneDid(String name, int stage, String block) {
    Architecture base = BASES.get(name);
    Family family = Families.named(name);
    Architecture child =
        base.withStage(
            stage - 1, base.stages().get(stage - 1).withBlock(Families.block(family, block)));
    assertThat(child.contains(base)).isTrue();
    assertThat(child).isNotEqualTo(base);
    Weights weights = SampleNetworks.used(base);
    float[] expected = scores(Families.draw(base, TASK), weights, Pass.INFERENCE);
    Weights inherited =
        Inheritance.inherit(
            Families.draw(child, TASK), Families.draw(base, TASK), weights, random(2));
    float[] actual = scores(Families.draw(child, TASK), inherited, Pass.INFERENCE);
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(IntStream.range(0, actual.length))
        .allSatisfy(i -> assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f)));
  }
}
