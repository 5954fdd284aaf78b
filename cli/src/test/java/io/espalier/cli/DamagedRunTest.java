package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import io.espalier.engine.Tiny;
import io.espalier.engine.journal.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run that was changed or damaged, and what is made of one that was torn. */
class DamagedRunTest {

  /** Where the one search of these tests was made; every test has a copy. */
  @TempDir static Path original;

  @TempDir Path folder;
  private RunFolder run;

  @BeforeAll
  static void search() throws IOException {
    Path spec = Tiny.write(original);
    Terminal terminal =
        Terminal.run("search", spec, "--runs", original, "--threads", 1, "--workers", 0);
    assertThat(terminal.status()).as(terminal.err()).isEqualTo(Exit.DONE);
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(original.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    run = new RunFolder(folder.resolve("tiny"));
    String journal = Files.readString(run.journal());
    Files.writeString(run.journal(), journal.replace(original.toString(), folder.toString()));
  }

  private void assertFails(String command, String message) {
    Terminal terminal = Terminal.run(command, run.path());
    assertThat(terminal.err().replace(folder.toString(), "~")).isEqualTo(message + "\n");
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.out()).isEmpty();
  }

  /** Takes the run back to where the second trial was about to begin. */
  private void rewind() throws IOException {
    List<String> lines = Files.readAllLines(run.journal());
    int outcome = Iterables.indexOf(lines, line -> line.contains("\"event\":\"evaluated\""));
    Files.write(run.journal(), lines.subList(0, outcome + 1));
    Files.delete(run.results());
  }

  @Test
  void aJournalWithATornMiddleIsRefused() throws IOException {
    List<String> lines = Files.readAllLines(run.journal());
    lines.set(2, lines.get(2).substring(0, 40));
    Files.write(run.journal(), lines);
    byte[] before = Files.readAllBytes(run.journal());
    for (String command : List.of("resume", "compare", "describe", "train", "evaluate")) {
      assertFails(
          command,
          "~/tiny/journal.jsonl:3:41: this line of the journal cannot be read. It was changed or"
              + " damaged; put the original back, or start the search anew.");
    }
    assertThat(run.journal()).hasBinaryContent(before);
  }

  @Test
  void aTornLastLineIsDroppedAndTheRunEndsAsItDid() throws IOException {
    byte[] results = Files.readAllBytes(run.results());
    byte[] journal = Files.readAllBytes(run.journal());
    Files.write(run.journal(), Arrays.copyOf(journal, journal.length - 9));
    Files.delete(run.results());
    assertThat(Terminal.run("compare", run.path()).out()).contains("unfinished");
    assertThat(Terminal.run("resume", run.path()).status()).isEqualTo(Exit.DONE);
    assertThat(run.results()).hasBinaryContent(results);
    assertThat(Terminal.run("compare", run.path()).out()).doesNotContain("unfinished");
  }

  @Test
  void aSpecThatWasChangedIsRefused() throws IOException {
    Files.writeString(run.spec(), Tiny.SPEC.replace("seed: 3", "seed: 4"));
    for (String command : List.of("resume", "compare", "describe", "train", "evaluate")) {
      assertFails(
          command,
          "~/tiny/spec.yaml is not the spec that the run was made with. Put the original back, or"
              + " start a new search with it.");
    }
  }

  @Test
  void imagesThatWereAddedAreNoticed() throws IOException {
    Tiny.writeClass(folder.resolve("images/test/dark"), 0, 90, 17);
    byte[] before = Files.readAllBytes(run.journal());
    assertFails(
        "resume",
        "The images of ~/tiny have changed. When it was made there were 24 images to train on, 8"
            + " to validate on and 32 to test on, of 2 classes in 3 channels; now there are 24"
            + " images to train on, 8 to validate on and 33 to test on, of 2 classes in 3"
            + " channels. Put the original images back, or start the search anew.");
    assertThat(run.journal()).hasBinaryContent(before);
  }

  @Test
  void imagesThatAreGoneAreNamedAtTheLineOfTheRunsOwnSpec() throws IOException {
    Files.move(folder.resolve("images"), folder.resolve("pictures"));
    Terminal terminal = Terminal.run("resume", run.path());
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err())
        .startsWith(run.spec() + ":4:10: data.train: no images were found at 'images/train'.")
        .doesNotContain("\tat ");
    assertThat(Terminal.run("describe", run.path()).status()).isEqualTo(Exit.DONE);
    assertThat(Terminal.run("compare", run.path()).status()).isEqualTo(Exit.DONE);
  }

  @Test
  void aRunOfAMachineWithAnotherDeviceIsRefused() throws IOException {
    String journal = Files.readString(run.journal());
    Files.writeString(run.journal(), journal.replaceFirst("\"threads\"", "\"device\":\"gpu7\",$0"));
    Terminal terminal = Terminal.run("resume", run.path());
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err())
        .startsWith(
            "The run %s cannot go on like this. There is no device 'gpu7'".formatted(run.path()))
        .doesNotContain("\tat ");
  }

  @Test
  void weightsWhoseChecksumDiffersAreRefused() throws IOException {
    rewind();
    assertFails(
        "resume",
        "The weights file ~/tiny/weights/trial-000.safetensors is missing.\n"
            + "The run stopped. What it had finished is saved. When the cause is gone, continue with:"
            + " espalier resume ~/tiny");
    Files.writeString(run.weights().weights(0), "other");
    Terminal terminal = Terminal.run("resume", run.path());
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err())
        .startsWith(
            "The weights file %s has the checksum d9298a10d1b07358"
                .formatted(run.weights().weights(0)))
        .contains("put the original back, or start the search anew.\n");
  }

  @Test
  void theBestWeightsAreCheckedBeforeTheyAreMeasured() throws IOException {
    Files.write(run.weights().best(), new byte[] {1}, StandardOpenOption.APPEND);
    Terminal terminal = Terminal.run("evaluate", run.path());
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err())
        .startsWith("The weights file %s has the checksum ".formatted(run.weights().best()))
        .endsWith("put the original back, or start the search anew.\n");
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    Terminal terminal =
        Terminal.run(
            "evaluate",
            folder.resolve("tiny.yaml"),
            "--set",
            "base.stages[0].width=3",
            "--weights",
            run.weights().best());
    assertThat(terminal.status()).isEqualTo(Exit.FAILED);
    assertThat(terminal.err())
        .startsWith(run.weights().best() + " does not fit the network:\n")
        .doesNotContain("\tat ");
  }

  @Test
  void aRunThatAnotherProcessHasIsRefused() throws IOException {
    try (RunFolder.Lock lock = run.lock()) {
      assertThat(lock).isNotNull();
      assertFails(
          "resume", "Another process is working on the run ~/tiny. Wait for it, or stop it first.");
      assertThat(Terminal.run("compare", run.path()).status()).isEqualTo(Exit.DONE);
    }
  }

  @Test
  void aRunThatExistsIsNotSearchedAgain() throws IOException {
    byte[] before = Files.readAllBytes(run.journal());
    Terminal terminal = Terminal.run("search", folder.resolve("tiny.yaml"), "--runs", folder);
    assertThat(terminal.status()).isEqualTo(Exit.USAGE);
    assertThat(terminal.err().replace(folder.toString(), "~"))
        .isEqualTo(
            "The run ~/tiny exists. Continue it with 'espalier resume', or choose another name with"
                + " --name.\n");
    assertThat(run.journal()).hasBinaryContent(before);
  }

  @Test
  void reasonsOfAJournalDoNotCommandTheTerminal() throws IOException {
    String journal = Files.readString(run.journal());
    String why = "\\u001b[2J\\n\u009b31mthe winner, trained in full";
    Files.writeString(run.journal(), journal.replace("the winner, trained in full", why));
    Terminal described = Terminal.run("describe", run.path());
    Terminal compared = Terminal.run("compare", run.path(), "--format", "json");
    assertThat(described.status()).isEqualTo(Exit.DONE);
    assertThat(described.out() + compared.out()).doesNotContain("\u001b").doesNotContain("\u009b");
  }

  @Test
  void aProvenanceThatIsDamagedIsNamed() throws IOException {
    rewind();
    Files.writeString(run.provenance(), "{");
    assertFails(
        "resume",
        "~/tiny/provenance.json cannot be read. It was changed or damaged, or is of a newer"
            + " Espalier; put the original back, or move it away: nothing depends on it.");
  }
}
