package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.Tiny;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What signals do to a run and to its workers. */
@DisabledOnOs(OS.WINDOWS)
class SignalsIT {

  @TempDir private static Path folder;
  private static Path spec;
  private static RunFolder undisturbed;

  private RunFolder run;
  private Path log;

  @BeforeAll
  static void runUndisturbed() throws IOException, InterruptedException {
    spec = Tiny.write(folder);
    undisturbed = new RunFolder(folder.resolve("undisturbed"));
    Path log = folder.resolve("undisturbed.txt");
    assertThat(Program.run(log, search(undisturbed)))
        .as(() -> Program.endOf(log))
        .isEqualTo(Exit.DONE);
  }

  @BeforeEach
  void nameTheRun(TestInfo test) {
    String name = "run-%08x".formatted(test.getDisplayName().hashCode());
    run = new RunFolder(folder.resolve(name));
    log = folder.resolve(name + ".txt");
  }

  /** A search whose trials take long enough to be hit. */
  private static List<String> search(RunFolder run) {
    return List.of(
        "search",
        spec.toString(),
        "--runs",
        folder.toString(),
        "--name",
        run.name(),
        "--workers",
        "2",
        "--threads",
        "1",
        "--set",
        "train.epochs=60",
        "--set",
        "final.epochs=3");
  }

  private Process startAndWaitForTrials(int begun) throws IOException, InterruptedException {
    Process process = Program.start(log, search(run));
    awaitTrials(process, begun);
    return process;
  }

  private static long worker(Process process) {
    return process.children().findFirst().orElseThrow().pid();
  }

  private void awaitTrials(Process process, int begun) throws IOException, InterruptedException {
    while (begun() < begun) {
      assertThat(process.isAlive()).as(() -> Program.endOf(log)).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long begun() throws IOException {
    return Files.exists(run.journal())
        ? Journal.events(run.journal()).stream().filter(TrialEvent.Begun.class::isInstance).count()
        : 0;
  }

  private static void signal(String name, long process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
  }

  private void assertResumable() throws IOException, InterruptedException {
    assertThat(Program.run(log, List.of("resume", run.path().toString())))
        .as(() -> Program.endOf(log))
        .isEqualTo(Exit.DONE);
    assertThat(run.results()).hasSameBinaryContentAs(undisturbed.results());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void oneSignalStopsAtTheNextBatchWithACheckpoint(String signal)
      throws IOException, InterruptedException {
    Process process = startAndWaitForTrials(3);
    signal(signal, process.pid());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log)).isEqualTo(Exit.INTERRUPTED);
    assertThat(log).content().contains("Interrupted. Continue with: espalier resume " + run.path());
    assertThat(Checkpoints.of(run).batches()).as("checkpoints").isNotEmpty();
    assertResumable();
  }

  @Test
  void aSecondSignalStopsAtOnce() throws IOException, InterruptedException {
    Process process = startAndWaitForTrials(2);
    // Workers that are held do not get to their next batch.
    List<ProcessHandle> workers = process.children().toList();
    for (ProcessHandle worker : workers) {
      signal("STOP", worker.pid());
    }
    signal("INT", process.pid());
    assertThat(process.waitFor(1, TimeUnit.SECONDS)).as("it waits for its workers").isFalse();
    signal("INT", process.pid());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Exit.INTERRUPTED);
    for (ProcessHandle worker : workers) {
      signal("CONT", worker.pid());
      assertThat(worker.onExit()).succeedsWithin(30, TimeUnit.SECONDS);
    }
    assertResumable();
  }

  @Test
  void workersLeaveCtrlCToTheirParent() throws IOException, InterruptedException {
    Process process = startAndWaitForTrials(1);
    for (ProcessHandle worker : process.children().toList()) {
      signal("INT", worker.pid());
      signal("HUP", worker.pid());
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log)).isEqualTo(Exit.DONE);
    assertThat(Journal.events(run.journal())).noneMatch(TrialEvent.AttemptLost.class::isInstance);
  }

  @Test
  void aWorkerThatIsKilledCostsItsTrialOneAttempt() throws IOException, InterruptedException {
    Process process = startAndWaitForTrials(1);
    process.children().findFirst().orElseThrow().destroyForcibly();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log)).isEqualTo(Exit.DONE);
    assertThat(Journal.events(run.journal()))
        .filteredOn(TrialEvent.AttemptLost.class::isInstance)
        .singleElement()
        .asString()
        .contains("its worker was killed by signal 9 (SIGKILL");
    assertThat(run.results()).hasSameBinaryContentAs(undisturbed.results());
  }

  /** A worker that is held says nothing more, as one that hangs in native code. */
  @Test
  void aWorkerThatHangsIsEndedAndItsTrialGoesOn() throws IOException, InterruptedException {
    Process process = startAndWaitForTrials(1);
    signal("STOP", worker(process));
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> Program.endOf(log)).isEqualTo(Exit.DONE);
    assertThat(Journal.events(run.journal()))
        .filteredOn(TrialEvent.AttemptLost.class::isInstance)
        .singleElement()
        .asString()
        .contains("its worker gave no sign of life for 60 seconds and was ended");
    assertThat(run.results()).hasSameBinaryContentAs(undisturbed.results());
  }

  @Test
  void aTrialThatLosesTwoWorkersHasFailed() throws IOException, InterruptedException {
    List<String> endless = new ArrayList<>(search(run));
    endless.addAll(List.of("--set", "train.epochs=100000"));
    Process process = Program.start(log, endless);
    for (int attempt = 1; attempt <= 2; attempt++) {
      awaitTrials(process, attempt);
      signal(attempt == 1 ? "KILL" : "SEGV", worker(process));
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Exit.FAILED);
    Terminal compare = Terminal.run("compare", run.path());
    assertThat(compare.out())
        .contains(
            run.path() + ", trial 0: Its worker died twice; the second one was killed by signal 6")
        .contains("SIGSEGV");
  }
}
