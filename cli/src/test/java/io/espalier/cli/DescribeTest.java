package io.espalier.cli;

import static io.espalier.cli.Terminal.json;
import static io.espalier.cli.Terminal.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.engine.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be known before anything is trained. */
class DescribeTest {

  @TempDir private Path folder;
  private Path spec;

  @BeforeEach
  void write() throws IOException {
    spec = Tiny.write(folder);
  }

  @Test
  void aSpecIsDescribedToTheInteger() throws IOException {
    JsonNode report = json("describe", spec);
    assertThat(report.get("macs").asLong()).isEqualTo(26_216);
    assertThat(report.get("parameters").asLong()).isEqualTo(396);
    assertThat(report.get("stages").findValuesAsText("name"))
        .containsExactly("stem", "stage 1", "stage 2", "head");
    assertThat(report.get("stages").findValues("macs").stream().mapToLong(JsonNode::asLong).sum())
        .isEqualTo(26_216);
    assertThat(report.has("layers")).isFalse();
    assertThat(succeed("describe", spec).out())
        .startsWith(
            """
            tiny: resnet-cifar, 12px 1x2 1x4, 2 classes
            26,216 (26.2k) MACs, 396 parameters, 5.18 kB of activations at most
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet-50@224, 4089184256, 25557032",
    "resnet-50, 4089184256, 25557032",
    "resnet-cifar-20-a, 40551040, 269722"
  })
  void aPublishedNetworkIsDescribedToTheInteger(String name, long macs, long parameters)
      throws IOException {
    JsonNode report = json("describe", name, "--layers");
    assertThat(report.get("macs").asLong()).isEqualTo(macs);
    assertThat(report.get("parameters").asLong()).isEqualTo(parameters);
    assertThat(report.get("layers").findValues("macs").stream().mapToLong(JsonNode::asLong).sum())
        .isEqualTo(macs);
  }

  @Test
  void describingNothingListsWhatIsPublished() throws IOException {
    assertThat(succeed("describe").out())
        .contains("resnet:\n  resnet-18  resnet-34  resnet-50  resnet-101  resnet-152\n");
    assertThat(json("describe").get("resnet").get(0).asText()).isEqualTo("resnet-18");
  }

  @Test
  void checkingSaysWhatASearchWouldSpend() throws IOException {
    assertThat(succeed("check", spec).out())
        .startsWith(
            """
            %s is valid.
              task       2 classes, 3 input channels
              space      6,240 architectures, from 26.2k to 8.71M MACs
              budget     51k to 69k MACs
              to spend   about 8 trials, 12 epochs
              memory     about 6"""
                .formatted(spec))
        .containsPattern("disk       about [\\d.]+ kB\n")
        .doesNotContain("Warning");
    assertThat(json("check", spec).get("spaceSize").asInt()).isEqualTo(6_240);
    assertThat(succeed("check", spec, "--set", "search.rungs=2", "--set", "train.epochs=4").out())
        .as("4, and 7 times 2, and of the better 4 candidates 2 more; 2 each in full")
        .contains("about 12 trials, 30 epochs");
    assertThat(json("check", spec, "--runs", folder).get("free").asLong()).isPositive();
  }
}
