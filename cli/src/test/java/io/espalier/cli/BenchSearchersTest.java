package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ObjectArrays;
import io.espalier.engine.Tiny;
import io.espalier.engine.ToyTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchSearchersTest {

  @TempDir Path folder;
  private Path spec;

  @BeforeEach
  void writeATable() throws IOException {
    spec = ToyTable.write(folder);
  }

  private Terminal bench(Object... options) {
    Object[] words = new Object[options.length + 3];
    words[0] = "bench";
    words[1] = "searchers";
    words[2] = spec;
    System.arraycopy(options, 0, words, 3, options.length);
    return Terminal.run(words);
  }

  @Test
  void theTableTellsBestRegretAndShare() {
    Terminal terminal = bench("--seeds", 3, "--strategies", "greedy");
    assertThat(terminal.status()).as(terminal.err()).isEqualTo(Exit.DONE);
    assertThat(terminal.out())
        .contains("toy: 0 to 60M MACs, 3 seeds. The best network within the budget:")
        .contains("10 trials", "20 trials", "40 trials", "80 trials", "±", "optimum found")
        .contains("trials that greedy spends, regret in points: greedy");
    assertThat(terminal.err()).contains("Looking at every network within the budget");
  }

  @Test
  void theSearchOfTheBenchIsThatOfARun() throws IOException {
    JsonNode report =
        new ObjectMapper()
            .readTree(bench("--seeds", 1, "--strategies", "greedy", "--format", "json").out());
    Terminal.run("search", spec, "--runs", folder);
    JsonNode results = new ObjectMapper().readTree(folder.resolve("toy/results.json").toFile());
    JsonNode greedy = report.path("strategies").path(0);
    JsonNode marks = greedy.path("marks");
    assertThat(greedy.path("trialsSpent").doubleValue()).isEqualTo(results.path("trials").size());
    assertThat(marks.path(marks.size() - 1).path("best").path("mean").doubleValue())
        .isEqualTo(results.path("winner").path("lookedUp").doubleValue());
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    Terminal one = few("--threads", 1);
    assertThat(one.out()).as(one.err()).contains("\"trials\" : 6");
    assertThat(few("--threads", 3).out()).isEqualTo(one.out());
  }

  private Terminal few(Object... threads) {
    return bench(
        ObjectArrays.concat(
            new Object[] {
              "--seeds", 2, "--trials", 6, "--format", "json", "--strategies", "greedy,random"
            },
            threads,
            Object.class));
  }

  @Test
  void whatItCannotBenchIsRefused() throws IOException {
    assertUsage(
        bench("--strategies", "greedy,gredy"), "There is no strategy 'gredy'. Choose from:");
    assertUsage(bench("--seeds", 0), "--seeds is 0. Write 1 or more.");
    assertUsage(bench("--trials", -1), "--trials is -1. Write 1 or more.");
    assertUsage(bench("--set", "search.stepps=2"), "no option 'stepps'");
    Path images = Tiny.write(folder);
    assertUsage(
        Terminal.run("bench", "searchers", images),
        images + " has no data.table. Strategies are compared with a table of accuracies.");
    assertUsage(Terminal.run("bench"), "Name what to measure");
  }

  private static void assertUsage(Terminal terminal, String message) {
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
    assertThat(terminal.out()).isEmpty();
  }
}
