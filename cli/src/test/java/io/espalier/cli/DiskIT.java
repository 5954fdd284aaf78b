package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.engine.Tiny;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full or read-only and a folder that vanishes stop a run with a message; when the
 * cause is gone it goes on, and finds what it would have found. Disks are real ones, of memory,
 * where this process may mount such.
 */
class DiskIT {

  private static final int ATTEMPTS = 300;

  private static final int PAGE = 4096;

  @TempDir private static Path folder;
  private static Path spec;
  private static RunFolder undisturbed;

  @TempDir private Path disk;
  private boolean mounted;

  @BeforeAll
  static void runUndisturbed() throws IOException, InterruptedException {
    spec = Tiny.write(folder);
    undisturbed = new RunFolder(folder.resolve("tiny"));
    Path log = folder.resolve("undisturbed.txt");
    assertThat(Program.run(log, search(folder))).as(() -> Program.endOf(log)).isEqualTo(Exit.DONE);
  }

  private static List<String> search(Path runs) {
    return List.of(
        "search",
        spec.toString(),
        "--runs",
        runs.toString(),
        "--workers",
        "2",
        "--threads",
        "1",
        "--set",
        "train.epochs=8");
  }

  private static boolean mount(String... arguments) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(arguments).start().waitFor() == 0;
    } catch (IOException e) {
      // There is no such program here.
      return false;
    }
  }

  private void mountDisk(String size) throws IOException, InterruptedException {
    mounted = mount("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString());
    assumeTrue(mounted, "Disks of memory cannot be mounted here.");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      assertThat(mount("umount", "-l", disk.toString())).isTrue();
    }
  }

  private RunFolder run() {
    return new RunFolder(disk.resolve("tiny"));
  }

  private Path log() {
    return folder.resolve("log-%s.txt".formatted(disk.getFileName()));
  }

  private int goOn() throws IOException, InterruptedException {
    return Program.run(
        log(),
        RunFolder.isRun(run().path()) ? List.of("resume", run().path().toString()) : search(disk));
  }

  private void assertFoundTheSame() {
    assertThat(run().results()).hasSameBinaryContentAs(undisturbed.results());
    assertThat(run().weights().best()).hasSameBinaryContentAs(undisturbed.weights().best());
  }

  /** Leaves so many pages of the disk free, and the others to a file that is in the way. */
  private void leaveFree(long pages) throws IOException {
    Path ballast = disk.resolve("ballast");
    Files.deleteIfExists(ballast);
    long free = Files.getFileStore(disk).getUsableSpace() / PAGE;
    if (free > pages) {
      Files.write(ballast, new byte[(int) ((free - pages) * PAGE)]);
    }
  }

  @Test
  void aFullDiskStopsTheRunUntilThereIsRoom() throws IOException, InterruptedException {
    mountDisk("1m");
    int stopped = 0;
    int status = Exit.FAILED;
    for (int pages = 2; status != Exit.DONE; pages *= 3) {
      leaveFree(pages);
      status = goOn();
      assertThat(status).as(() -> Program.endOf(log())).isIn(Exit.DONE, Exit.FAILED);
      stopped += status == Exit.FAILED ? 1 : 0;
    }
    System.out.printf("a full disk stopped the run %d times%n", stopped);
    assertThat(stopped).isPositive();
    assertThat(log())
        .content()
        .contains("No space left on device", "continue with: espalier resume " + run().path())
        .doesNotContain("\tat ");
    assertFoundTheSame();
  }

  @Test
  void aReadOnlyDiskIsNamed() throws IOException, InterruptedException {
    mountDisk("8m");
    startAndWaitForTrials().destroyForcibly().waitFor();
    remountReadOnly();
    assertThat(goOn()).isEqualTo(Exit.FAILED);
    assertThat(log()).content().contains("Read-only file system").doesNotContain("\tat ");
    assertThat(mount("mount", "-o", "remount,rw", disk.toString())).isTrue();
    assertThat(goOn()).as(() -> Program.endOf(log())).isEqualTo(Exit.DONE);
    assertFoundTheSame();
  }

  /** Waits for the workers of a program that was killed: what they write, the system keeps busy. */
  private void remountReadOnly() throws IOException, InterruptedException {
    int attempts = 0;
    while (!mount("mount", "-o", "remount,ro", disk.toString())) {
      assertThat(attempts++).as("attempts to make the disk read-only").isLessThan(ATTEMPTS);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Test
  void aFolderThatVanishesStopsTheRunUntilItIsBack() throws IOException, InterruptedException {
    Process process = startAndWaitForTrials();
    Path away = disk.resolve("away");
    Files.move(run().path(), away);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log())).isEqualTo(Exit.FAILED);
    assertThat(log()).content().contains("is missing.").doesNotContain("\tat ");
    assertThat(run().path()).doesNotExist();
    Files.move(away, run().path());
    assertThat(goOn()).as(() -> Program.endOf(log())).isEqualTo(Exit.DONE);
    assertFoundTheSame();
  }

  private Process startAndWaitForTrials() throws IOException, InterruptedException {
    Process process = Program.start(log(), search(disk));
    while (!Files.exists(run().journal())
        || Journal.events(run().journal()).stream()
                .filter(TrialEvent.Begun.class::isInstance)
                .count()
            < 2) {
      assertThat(process.isAlive()).as(() -> Program.endOf(log())).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return process;
  }
}
