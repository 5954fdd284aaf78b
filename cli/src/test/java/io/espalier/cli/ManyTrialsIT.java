package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.engine.Tiny;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many trials in one run leave nothing behind, neither with the program nor with its worker.
 *
 * <p>{@code mvn verify -Psurvival} trains 200.
 */
class ManyTrialsIT {

  private static final int TRIALS = Integer.getInteger("espalier.trials", 40);
  private static final int WARM = 20;
  private static final Percentage FLAT = Percentage.withPercentage(10);

  @TempDir private Path folder;

  /** What a process holds: kB of resident memory, and open files. */
  private record Held(long memory, long files) {

    static Held by(ProcessHandle process) throws IOException {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      long memory =
          Files.readAllLines(proc.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
      try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
        return new Held(memory, open.count());
      }
    }

    void assertIsAbout(Held before) {
      assertThat(memory).as("memory").isLessThanOrEqualTo(before.memory * 11 / 10);
      assertThat(files).as("open files").isCloseTo(before.files, FLAT);
    }
  }

  @Test
  void memoryAndOpenFilesAreFlat() throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")), "What a process holds is read from /proc.");
    Path spec = Tiny.write(folder);
    Path log = folder.resolve("log.txt");
    RunFolder run = new RunFolder(folder.resolve("tiny"));
    Process program =
        Program.start(
            log,
            List.of(
                "search",
                spec.toString(),
                "--runs",
                folder.toString(),
                "--workers",
                "1",
                "--threads",
                "1",
                "--set",
                "search={strategy: %s, trials: %d}".formatted(ManyTrials.NAME, TRIALS + 1)));
    awaitOutcomes(WARM, run, program, log);
    ProcessHandle worker = program.children().findFirst().orElseThrow();
    Held byProgram = Held.by(program.toHandle());
    Held byWorker = Held.by(worker);
    System.out.printf("after %d trials: program %s, worker %s%n", WARM, byProgram, byWorker);
    awaitOutcomes(TRIALS, run, program, log);
    Held byProgramNow = Held.by(program.toHandle());
    Held byWorkerNow = Held.by(worker);
    System.out.printf(
        "after %d trials: program %s, worker %s%n", TRIALS, byProgramNow, byWorkerNow);
    byProgramNow.assertIsAbout(byProgram);
    byWorkerNow.assertIsAbout(byWorker);
    assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(program.exitValue()).as(() -> Program.endOf(log)).isEqualTo(Exit.DONE);
  }

  private static void awaitOutcomes(int outcomes, RunFolder run, Process program, Path log)
      throws IOException, InterruptedException {
    while (outcomes(run) < outcomes) {
      assertThat(program.isAlive()).as(() -> Program.endOf(log)).isTrue();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static long outcomes(RunFolder run) throws IOException {
    return Files.exists(run.journal())
        ? Journal.events(run.journal()).stream().filter(Event.Evaluated.class::isInstance).count()
        : 0;
  }
}
