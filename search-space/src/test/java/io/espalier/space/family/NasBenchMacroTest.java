package io.espalier.space.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import io.espalier.space.Architecture;
import io.espalier.space.Block;
import io.espalier.space.SharedData;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Add;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.macs.MacLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NasBenchMacroTest {

  private static Architecture network(String code) {
    return Families.preset("nasbench-macro-" + code).architecture();
  }

  private static Blueprint draw(Architecture architecture) {
    return Families.draw(architecture, Task.CIFAR_10);
  }

  /** The benchmark counts as the ledger does: convolutions and the linear layer, nothing else. */
  @Test
  void everyNetworkOfTheBenchmarkCostsWhatItsTableSays() throws IOException {
    List<String> lines =
        Files.readAllLines(SharedData.file("nas-tables/nasbench_macro_cifar10.csv"));
    assertThat(lines).hasSize(6562);
    for (String line : lines.subList(1, lines.size())) {
      List<String> row = Splitter.on(',').splitToList(line);
      MacLedger ledger = MacLedger.of(draw(network(row.get(0))));
      assertThat(ledger.macs()).as(row.get(0)).isEqualTo(Long.parseLong(row.get(7)));
      assertThat(ledger.parameters()).as(row.get(0)).isEqualTo(Long.parseLong(row.get(6)));
    }
  }

  @Test
  void aLayerThatIsNothingHasNoLayersButWhereItHalvesTheResolution() {
    assertThat(draw(network("00000000")).nodes().stream().map(Blueprint.Node::name))
        .filteredOn(name -> name.startsWith("features."))
        .containsExactly(
            "features.0.downsample.0",
            "features.0.downsample.1",
            "features.2.downsample.0",
            "features.2.downsample.1",
            "features.5.downsample.0",
            "features.5.downsample.1");
  }

  @Test
  void onlyLayersThatKeepTheResolutionHaveAShortcut() {
    assertThat(draw(network("22222222")).nodes().stream().filter(n -> n.layer() instanceof Add))
        .map(Blueprint.Node::name)
        .containsExactly(
            "features.1.add",
            "features.3.add",
            "features.4.add",
            "features.6.add",
            "features.7.add");
  }

  @Test
  void theWidthsOfAGroupAreOne() {
    Architecture network = network("11111111");
    assertThat(Families.named("nasbench-macro").widen(network, 3, 160).stages())
        .extracting(Stage::width)
        .containsExactly(64, 64, 160, 160, 160, 256, 256, 256);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(network.withStage(3, network.stages().get(3).withWidth(160))))
        .withMessage(
            "The width (160) of stage 4 must be that of stage 3 (128), with which it is summed.");
  }

  @Test
  void aRicherBlockContainsAPoorerOne() {
    assertThat(network("00000010").contains(network("00000000"))).isTrue();
    assertThat(network("22222222").contains(network("12012012"))).isTrue();
    assertThat(network("12012012").contains(network("22222222"))).isFalse();
  }

  @Test
  void aStageNeedsABlockOfTheFamily() {
    Architecture network = network("00000000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(network.withStage(0, Stage.of(1, 64))))
        .withMessageContaining("needs a block: identity, mb3-k3, mb6-k5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> draw(network.withStage(0, Stage.of(1, 64).withBlock(new Block(0, "expand-3")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000", "000000000", "00000003", "", "0000000a"})
  void aCodeHasEightDigits(String code) {
    assertThat(Families.named("nasbench-macro").preset("nasbench-macro-" + code)).isEmpty();
  }
}
