package io.espalier.space.macs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden integers: multiply-accumulates and parameters of published networks. */
class PublishedNetworksTest {

  /**
   * Sources: torchvision 0.21 (resnet), akamaster and chenyaofo on GitHub, pycls (resnet-cifar).
   */
  @ParameterizedTest(name = "{0}@{1}")
  @CsvSource(
      textBlock =
          """
          # network,          resolution, classes, MACs,         parameters
          resnet-18,          224,        1000,    1_814_073_344, 11_689_512
          resnet-34,          224,        1000,    3_663_761_408, 21_797_672
          resnet-50,          224,        1000,    4_089_184_256, 25_557_032
          resnet-50,          192,        1000,    3_004_841_984, 25_557_032
          resnet-50,          168,        1000,    2_503_027_712, 25_557_032
          resnet-50,          112,        1000,    1_077_899_264, 25_557_032
          resnet-cifar-20-a,  32,         10,      40_551_040,    269_722
          resnet-cifar-20-b,  32,         10,      40_813_184,    272_474
          resnet-cifar-56-a,  32,         10,      125_485_696,   853_018
          mobilenet-v1-1.0,   224,        1000,    568_740_352,   4_231_976
          mobilenet-v2-1.0,   224,        1000,    300_774_272,   3_504_872
          mobilenet-v2-1.0,   192,        1000,    221_316_608,   3_504_872
          """)
  void theLedgerEqualsThePublishedFigures(
      String network, int resolution, int classes, String macs, String parameters) {
    Preset preset = Families.preset(network + "@" + resolution);
    Blueprint blueprint =
        Families.draw(preset.architecture(), new Task(preset.task().channels(), classes));
    MacLedger ledger = MacLedger.of(blueprint);
    assertThat(ledger.macs()).isEqualTo(integer(macs));
    assertThat(ledger.parameters()).isEqualTo(integer(parameters));
  }

  private static long integer(String text) {
    return Long.parseLong(text.replace("_", ""));
  }
}
