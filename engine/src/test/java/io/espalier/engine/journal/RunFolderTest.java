package io.espalier.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.fault.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path folder;

  private RunFolder create(Path path) throws IOException {
    return RunFolder.create(path, "name: tiny\n", Moves.started(), InstantSource.system());
  }

  @Test
  void aNewRunHasItsSpecItsJournalAndRoomForWeights() throws IOException {
    RunFolder run = create(folder.resolve("runs").resolve("tiny"));
    assertThat(run.spec()).hasContent("name: tiny");
    assertThat(Journal.events(run.journal())).containsExactly(Moves.started());
    assertThat(run.weights().path()).isEmptyDirectory();
    assertThat(RunFolder.isRun(run.path())).isTrue();
    assertThat(folder.resolve("runs")).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aRunThatExistsIsNotTouched() throws IOException {
    RunFolder run = create(folder.resolve("tiny"));
    byte[] before = Files.readAllBytes(run.journal());
    assertThatThrownBy(() -> create(run.path()))
        .isInstanceOf(RefusalException.class)
        .hasMessage("The run %s exists.", run.path());
    assertThat(run.journal()).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aFileInTheWayIsNotTouched() throws IOException {
    Path file = Files.writeString(folder.resolve("tiny"), "mine");
    assertThatThrownBy(() -> create(file))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("is not a run");
    assertThat(file).hasContent("mine");
  }

  @Test
  void whatACrashLeftHalfMadeIsReplaced() throws IOException {
    Path half = Files.createDirectories(folder.resolve(".tiny.new").resolve("weights"));
    Files.writeString(half.resolve("old"), "old");
    RunFolder run = create(folder.resolve("tiny"));
    assertThat(run.weights().path()).isEmptyDirectory();
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aRunThatCannotBeMadeLeavesNoFolderOfItsName() throws IOException {
    Path path = folder.resolve("tiny");
    // The second file cannot be written: the clock fails where the journal's line is stamped.
    assertThatThrownBy(
            () ->
                RunFolder.create(
                    path,
                    "name: tiny\n",
                    Moves.started(),
                    () -> {
                      throw new IllegalStateException("no time");
                    }))
        .hasMessage("no time");
    assertThat(path).doesNotExist();
    assertThat(create(path).journal()).exists();
  }

  @Test
  void aFolderWithoutAJournalIsNoRun() {
    assertThat(RunFolder.isRun(folder)).isFalse();
    assertThatThrownBy(() -> RunFolder.existing(folder))
        .isInstanceOf(RefusalException.class)
        .hasMessageStartingWith(folder + " is not a run: it has no journal.jsonl.");
  }

  @Test
  void onlyOneWorksOnARunAtATime() throws IOException {
    RunFolder run = create(folder.resolve("tiny"));
    try (RunFolder.Lock first = run.lock()) {
      assertThat(first).isNotNull();
      assertThatThrownBy(run::lock)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("Another process is working on the run " + run.path());
    }
    run.lock().close();
  }

  @Test
  void aLockOfAnotherProcessIsSeenAndDiesWithIt() throws Exception {
    RunFolder run = create(folder.resolve("tiny"));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                run.path().toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("locked");
      assertThatThrownBy(run::lock).isInstanceOf(RunException.class);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    run.lock().close();
  }

  /** Another process, which holds a run's lock until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    /** Takes the lock of the run that is named, says so and waits. */
    public static void main(String[] arguments) throws Exception {
      try (RunFolder.Lock lock = new RunFolder(Path.of(arguments[0])).lock()) {
        System.out.println(lock == null ? "" : "locked");
        Thread.sleep(60_000);
      }
    }
  }
}
