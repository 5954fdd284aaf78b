package io.espalier.space.macs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Golden integers of lean residual networks at 224 pixels, every 3x3 convolution of the stages
 * replaced and 1x1 projections kept.
 *
 * <p>They were counted by a script that knows nothing of blueprints: a convolution of n to m
 * channels in groups of g has m (n + g p) weights for p points, each multiplied once for every
 * pixel of the output; the row of a separable stencil also on the rows that a stride leaves out.
 */
class LeanNetworksTest {

  private static final String TABLE = "/io/espalier/space/macs/lean-networks.csv";

  private static MacLedger ledger(String network, String density) {
    Preset preset = Families.preset(network);
    return MacLedger.of(draw(preset, density));
  }

  private static Blueprint draw(Preset preset, String density) {
    Architecture lean = preset.architecture();
    for (int i = 0; i < lean.stages().size(); i++) {
      lean = lean.withStage(i, lean.stages().get(i).withLean(Lean.parse(density)));
    }
    return Families.draw(lean, preset.task());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = TABLE, useHeadersInDisplayName = true)
  void theLedgerEqualsTheGoldenIntegers(
      String network, String density, long macs, long parameters) {
    MacLedger ledger = ledger(network, density);
    assertThat(ledger.macs()).isEqualTo(macs);
    assertThat(ledger.parameters()).isEqualTo(parameters);
  }

  /** Counted for LeanConvNets (arXiv 1910.13157) applied to torchvision's ResNet-34. */
  @ParameterizedTest(name = "resnet-34 {0}")
  @CsvSource({"depthwise, 554404864, 3122344", "groups:16, 926961664, 4141864"})
  void resNet34HasTheMacsOfTheReference(String density, long macs, long parameters) {
    MacLedger ledger = ledger("resnet-34", density);
    assertThat(List.of(ledger.macs(), ledger.parameters())).containsExactly(macs, parameters);
  }
}
