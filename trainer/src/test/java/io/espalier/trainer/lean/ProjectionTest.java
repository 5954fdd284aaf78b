package io.espalier.trainer.lean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {

  private static final int IN = 8;

  private static LeanConv conv(String density) {
    return new LeanConv(IN, 2 * IN, 3, 2, 2, Lean.parse(density));
  }

  private static Blueprint plan(LeanConv conv) {
    Draft net = Blueprint.draft(new Task(conv.in(), conv.out()), 8);
    net.add("conv", conv, net.input());
    return net.finish();
  }

  private static DenseKernel random(LeanConv conv, long seed) {
    DenseKernel kernel = DenseKernel.zero(conv.out(), conv.in(), 3);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < kernel.values().length; i++) {
      kernel.values()[i] = (float) random.nextGaussian();
    }
    return kernel;
  }

  private static Weights projected(LeanConv conv, Projection projection) {
    Blueprint plan = plan(conv);
    Weights weights = Weights.zero(TensorLayout.of(plan));
    projection.write(plan.nodes().get(1), weights);
    return weights;
  }

  private static DenseKernel kernel(LeanConv conv, Weights weights) {
    return DenseKernel.of(plan(conv).nodes().get(1), weights);
  }

  private static double distance(DenseKernel one, DenseKernel other) {
    double sum = 0;
    for (int i = 0; i < one.values().length; i++) {
      sum += Math.pow((double) one.values()[i] - other.values()[i], 2);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "depthwise",
        "groups:4",
        "depthwise:cross",
        "groups:2:arms",
        "depthwise:separable",
        "groups:4:separable"
      })
  void whatIsLostIsTheDistanceToTheLeanKernel(String density) {
    LeanConv conv = conv(density);
    DenseKernel dense = random(conv, 1);
    Projection projection = Projection.of(dense, conv);
    DenseKernel lean = kernel(conv, projected(conv, projection));
    assertThat(projection.lost()).isCloseTo(distance(dense, lean), within(1e-4));
    assertThat(projection.relativeError())
        .isCloseTo(Math.sqrt(distance(dense, lean) / dense.squares()), within(1e-6));
  }

  /** No lean kernel around is nearer: the distance rises whichever way the values move. */
  @ParameterizedTest
  @ValueSource(
      strings = {"groups:4", "depthwise:cross", "groups:2:arms", "groups:2:separable", "depthwise"})
  void noLeanKernelAroundIsNearer(String density) {
    LeanConv conv = conv(density);
    DenseKernel dense = random(conv, 2);
    Projection projection = Projection.of(dense, conv);
    SplittableRandom random = new SplittableRandom(3);
    for (int turn = 0; turn < 50; turn++) {
      Weights moved = projected(conv, projection);
      for (int i = 0; i < moved.learned().length; i++) {
        moved.learned()[i] += (float) (1e-2 * random.nextGaussian());
      }
      assertThat(distance(dense, kernel(conv, moved))).isGreaterThan(projection.lost());
    }
  }

  /** Among separable kernels the nearest is found up to local minima; a separable one is itself. */
  @ParameterizedTest
  @ValueSource(strings = {"depthwise:separable", "groups:2:separable"})
  void aKernelThatIsSeparableButForItsCentresIsFound(String density) {
    LeanConv conv = conv(density);
    Weights weights = Weights.initial(TensorLayout.of(plan(conv)), new SplittableRandom(4));
    DenseKernel dense = kernel(conv, weights);
    assertThat(Projection.of(dense, conv).relativeError()).isLessThan(0.02);
  }

  @ParameterizedTest
  @CsvSource({"depthwise, groups:2", "groups:2, groups:8", "depthwise:cross, depthwise"})
  void theDenserLosesLess(String lean, String denser) {
    DenseKernel dense = random(conv(lean), 5);
    assertThat(Projection.of(dense, conv(denser)).lost())
        .isLessThan(Projection.of(dense, conv(lean)).lost());
  }
}
