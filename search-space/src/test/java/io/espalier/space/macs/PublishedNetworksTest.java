package io.espalier.space.macs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.space.Task;
import io.espalier.space.blueprint.BatchNorm;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family.Preset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden integers: multiply-accumulates and parameters of published networks. */
class PublishedNetworksTest {

  private static final String TABLE = "/io/espalier/space/macs/published-networks.csv";

  @ParameterizedTest(name = "{0}@{1}")
  @CsvFileSource(resources = TABLE, useHeadersInDisplayName = true)
  void theLedgerEqualsTheGoldenIntegers(
      String network, int resolution, int classes, long macs, long parameters) {
    MacLedger ledger = MacLedger.of(draw(network, resolution, classes));
    assertThat(ledger.macs()).isEqualTo(macs);
    assertThat(ledger.parameters()).isEqualTo(parameters);
  }

  /** A published figure may be cut or rounded: one unit of its last digit is allowed. */
  @ParameterizedTest(name = "{0}@{1}: {5} MACs, {6} parameters")
  @CsvFileSource(resources = TABLE, useHeadersInDisplayName = true)
  void theGoldenIntegersAgreeWithTheLiterature(
      String network,
      int resolution,
      int classes,
      long macs,
      long parameters,
      String publishedMacs,
      String publishedParameters) {
    assertAgrees(macs, publishedMacs);
    assertAgrees(parameters, publishedParameters);
  }

  private static void assertAgrees(long exact, String published) {
    if (published == null || published.equals("exact")) {
      return;
    }
    BigDecimal unit = BigDecimal.valueOf(published.endsWith("G") ? 1_000_000_000L : 1_000_000L);
    BigDecimal figure = new BigDecimal(published.substring(0, published.length() - 1));
    assertThat(BigDecimal.valueOf(exact).subtract(figure.multiply(unit)).abs())
        .isLessThanOrEqualTo(figure.ulp().multiply(unit));
  }

  @Test
  void everyPresetHasAGoldenRow() throws Exception {
    assertThat(
            rows(Path.of(PublishedNetworksTest.class.getResource(TABLE).toURI())).stream()
                .map(row -> row.substring(0, Math.max(0, row.indexOf(',')))))
        .containsAll(
            Families.presetNames().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static List<String> rows(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    }
  }

  /** TensorFlow slim's table of MobileNetV2, in millions, leaves batch normalisation out. */
  @ParameterizedTest
  @CsvSource({"0.35, 1.66", "0.5, 1.95", "0.75, 2.61", "1.0, 3.47", "1.3, 5.34", "1.4, 6.06"})
  void mobileNetV2HasTheParametersThatSlimPublishes(String multiplier, double millions) {
    long parameters =
        draw("mobilenet-v2-" + multiplier, 224, 1000).nodes().stream()
            .map(Blueprint.Node::layer)
            .filter(layer -> !(layer instanceof BatchNorm))
            .mapToLong(layer -> layer.parameters())
            .sum();
    assertThat(Math.round(parameters / 1e4) / 100.0).isEqualTo(millions);
  }

  private static Blueprint draw(String network, int resolution, int classes) {
    Preset preset = Families.preset(network + "@" + resolution);
    return Families.draw(preset.architecture(), new Task(preset.task().channels(), classes));
  }
}
