package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.space.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start, as the README gives it. */
class QuickstartIT {

  @TempDir private Path folder;

  @Test
  void theWinnerIsWithinTheBudgetAndBeatsItsBaseByTwoPoints()
      throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    int status =
        Program.run(
            log, List.of("search", Program.spec("quickstart.yaml"), "--runs", folder.toString()));
    System.out.print(Files.readString(log));
    assertThat(status).isEqualTo(Exit.DONE);

    JsonNode results =
        Json.newMapper().readTree(folder.resolve("quickstart/results.json").toFile());
    assertThat(results.at("/winner/macs").asLong()).isBetween(2_910_000L, 3_090_000L);
    assertThat(results.at("/winner/measuredOn").asText()).isEqualTo("test");
    assertThat(topOne(results, "winner") - topOne(results, "base")).isGreaterThan(0.02);
  }

  private static double topOne(JsonNode results, String network) {
    JsonNode measurement = results.at("/" + network + "/measurement");
    assertThat(measurement.at("/images").asInt()).isEqualTo(10_000);
    return measurement.at("/topOneCorrect").asInt() / 10_000.0;
  }
}
