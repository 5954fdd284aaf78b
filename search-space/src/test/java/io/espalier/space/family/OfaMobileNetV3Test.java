package io.espalier.space.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Activation;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.Conv;
import io.espalier.space.blueprint.Multiply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfaMobileNetV3Test {

  private static final String FAMILY = "ofa-mobilenet-v3";

  private static Architecture network(String name) {
    return Families.preset(FAMILY + "-" + name).architecture();
  }

  private static List<Node> nodes(Architecture architecture) {
    return Families.draw(architecture, Task.IMAGENET).nodes();
  }

  private static Conv conv(List<Node> nodes, String name) {
    return (Conv)
        nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow().layer();
  }

  /** The same sum as the ledger's, from the paper's table of layers, without any blueprint. */
  @ParameterizedTest
  @CsvSource({
    "1.0, 2, 3, 3, 224",
    "1.0, 4, 6, 7, 224",
    "1.2, 2, 3, 3, 160",
    "1.2, 3, 4, 5, 176",
    "1.2, 4, 6, 7, 208"
  })
  void theMacsAreThoseOfThePapersLayers(
      String multiplier, int depth, int expansion, int kernel, int resolution) {
    Architecture network =
        network("d%s-e%s-k%s-w%s".formatted(depth, expansion, kernel, multiplier))
            .withResolution(resolution);
    assertThat(nodes(network).stream().mapToLong(Node::macs).sum())
        .isEqualTo(macs(Double.parseDouble(multiplier), depth, expansion, kernel, resolution));
  }

  private static long macs(double multiplier, int depth, int expansion, int kernel, int pixels) {
    int[] widths = {24, 40, 80, 112, 160};
    int[] strides = {2, 2, 2, 1, 2};
    boolean[] gated = {false, true, false, true, true};
    long side = pixels / 2;
    long from = eighths(16 * multiplier);
    long macs = side * side * (27 * from + 9 * from + from * from);
    for (int stage = 0; stage < widths.length; stage++) {
      long width = eighths(widths[stage] * multiplier);
      for (int block = 0; block < depth; block++) {
        long within = eighths((double) from * expansion);
        macs += side * side * from * within;
        side = block == 0 ? (side + strides[stage] - 1) / strides[stage] : side;
        macs += side * side * within * ((long) kernel * kernel + width);
        double quarter = Math.floor(within / 4.0);
        macs += gated[stage] ? 2 * within * eighths(quarter) : 0;
        from = width;
      }
    }
    long last = eighths(960 * multiplier);
    long mix = eighths(1280 * multiplier);
    return macs + side * side * from * last + last * mix + mix * 1000;
  }

  private static long eighths(double channels) {
    long rounded = Math.max(8, (long) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }

  @Test
  void theLaterStagesHaveGatesAndHardSwish() {
    List<Node> nodes = nodes(network("d2-e4-k5-w1.2"));
    assertThat(nodes.stream().filter(n -> n.layer() instanceof Multiply).map(Node::part))
        .containsExactly("stage 2", "stage 2", "stage 4", "stage 4", "stage 5", "stage 5");
    assertThat(
            nodes.stream()
                .filter(n -> n.layer().equals(new Activation(Activation.Function.HARD_SWISH)))
                .map(Node::part)
                .distinct())
        .containsExactly("stem", "stage 3", "stage 4", "stage 5", "head");
    assertThat(nodes.stream().filter(n -> n.layer() instanceof Add)).hasSize(6);
  }

  @Test
  void everyStageHasItsKernel() {
    List<Node> nodes = nodes(network("d2-e3-k3-w1.2").withOption("kernels", "35753"));
    assertThat(List.of(1, 3, 5, 7, 9).stream().map(i -> "blocks." + i + ".conv.depth_conv.conv"))
        .extracting(name -> conv(nodes, name).kernel())
        .containsExactly(3, 5, 7, 5, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3533", "353353", "35435", "0"})
  void kernelsAreFiveDigits(String kernels) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nodes(network("d2-e3-k3-w1.2").withOption("kernels", kernels)))
        .withMessageContaining("must have 5 digits, 3, 5 or 7: a kernel for each stage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"d0-e3-k3-w1.0", "d2-e5-k3-w1.0", "d2-e3-k4-w1.0", "d2-e3-k3-w0.0", "d2-e3"})
  void anUnknownNetworkIsNone(String name) {
    assertThat(Families.named(FAMILY).preset(FAMILY + "-" + name)).isEmpty();
  }
}
