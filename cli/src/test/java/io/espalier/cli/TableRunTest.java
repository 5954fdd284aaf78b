package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.engine.ToyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on a spec whose accuracies are in a table. */
class TableRunTest {

  @TempDir Path folder;
  private Path spec;
  private Path run;

  @BeforeEach
  void writeATable() throws IOException {
    spec = ToyTable.write(folder);
    run = folder.resolve("runs/toy");
  }

  private Terminal search() {
    return Terminal.run("search", spec, "--runs", folder.resolve("runs"));
  }

  @Test
  void aSearchFindsAndNamesTheBestThatItLookedUp() throws IOException {
    Terminal terminal = search();
    assertThat(terminal.status()).as(terminal.err()).isEqualTo(Exit.DONE);
    assertThat(terminal.out())
        .contains("top-1 in the table", "the winner", "points better than the base")
        .doesNotContain("latency");
    JsonNode results = new ObjectMapper().readTree(run.resolve("results.json").toFile());
    double best = 0;
    for (JsonNode trial : results.path("trials")) {
      assertThat(trial.has("measurement")).isFalse();
      best = Math.max(best, trial.path("lookedUp").doubleValue());
    }
    assertThat(results.path("winner").path("lookedUp").doubleValue()).isEqualTo(best).isPositive();
    assertThat(results.path("winner").path("macs").longValue()).isLessThanOrEqualTo(60_000_000);
    assertThat(run.resolve("weights")).isEmptyDirectory();
  }

  @Test
  void aRunThatWasCutOffAnywhereEndsWithTheSameResults() throws IOException {
    search();
    byte[] whole = Files.readAllBytes(run.resolve("results.json"));
    List<String> lines = Files.readAllLines(run.resolve("journal.jsonl"));
    assertThat(lines).hasSizeGreaterThan(5);
    for (int kept = 1; kept < lines.size(); kept++) {
      Files.delete(run.resolve("results.json"));
      Files.write(run.resolve("journal.jsonl"), lines.subList(0, kept));
      Terminal resumed = Terminal.run("resume", run);
      assertThat(resumed.status()).as(resumed.err()).isEqualTo(Exit.DONE);
      assertThat(run.resolve("results.json")).hasBinaryContent(whole);
    }
  }

  @Test
  void aRunIsNotTakenUpWithAnotherTable() throws IOException {
    search();
    Path table = folder.resolve("toy.csv");
    Files.writeString(table, Files.readString(table).replace("00000000,20", "00000000,21"));
    Terminal resumed = Terminal.run("resume", run);
    assertThat(resumed.status()).isEqualTo(Exit.FAILED);
    assertThat(resumed.err()).startsWith("The table of " + run + " has changed.");
  }

  @Test
  void nothingCanBeMadeOfARunThatTrainedNothing() {
    search();
    for (String command : List.of("train", "predict", "evaluate", "dynamic")) {
      Terminal refused =
          command.equals("predict")
              ? Terminal.run(command, run, folder)
              : Terminal.run(command, run, "--set", "seed=6");
      assertThat(refused.status()).isEqualTo(Exit.USAGE);
      assertThat(refused.err()).contains("trained").contains("are in data.table.");
    }
  }

  @Test
  void runsAreCompared() {
    search();
    Terminal table = Terminal.run("compare", run);
    assertThat(table.out()).contains(" table ", "finished", "%");
    assertThat(Terminal.run("compare", run, "--format", "json").out())
        .contains("\"measuredOn\" : \"table\"", "\"gain\" : 0.");
  }

  @Test
  void aCheckSaysThatNothingIsTrained() {
    assertThat(Terminal.run("check", spec).out())
        .contains("6,561 architectures, from 7.71M to 106M MACs", " 0 epochs");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train                                           | There is nothing to train: the accuracies of the spec are in data.table.
          evaluate                                        | There is nothing trained: the accuracies of the spec are in data.table.
          check --set data.table=none.csv                 | data.table: There is no file 'none.csv'
          check --set data.table=toy.yaml                 | is not a known table. Looked for:
          check --set data.classes=10                     | data.classes: This key cannot be used with data.table. Remove it: nothing is trained.
          check --set train.epochs=2                      | train: This key cannot be used with data.table.
          check --set search.rungs=2                      | search.rungs: It is 2, but a table has no accuracies after fewer epochs, by which to halve. Write 1.
          check --set final.epochs=2                      | final: This key cannot be used with data.table.
          check --set weights=w.safetensors               | weights: This key cannot be used with data.table.
          check --set space.stages.depth.to=2             | space: The table has only networks like
          check --set base.resolution=64                  | base: The table has only networks like
          """)
  void whatATableCannotBeUsedForIsRefused(String command, String message) {
    String[] words = command.split(" ", -1);
    Object[] arguments = new Object[words.length + 1];
    System.arraycopy(words, 0, arguments, 0, words.length);
    arguments[words.length] = spec;
    Terminal terminal = Terminal.run(arguments);
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err()).contains(message).doesNotContain("\tat ");
    assertThat(run).doesNotExist();
  }
}
