package io.espalier.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.espalier.engine.fault.WorkerException;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parent's side, with processes that train nothing. */
class WorkerTrialRunnerTest {

  /** What others print where answers are expected is kept, too. */
  private static final Optional<String> LAST_WORDS =
      Optional.of("a native library says hello\nI cannot go on.");

  @TempDir private Path folder;
  private final TrialMonitor monitor = mock(TrialMonitor.class);
  private WorkerTrialRunner runner;

  @BeforeEach
  void prepare() {
    runner = runner(folder);
  }

  private static WorkerTrialRunner runner(Path run) {
    return new WorkerTrialRunner(
        new WorkerLaunch(run, PretendedWorker.class.getName(), 1, 1L << 30),
        List.of(Optional.empty()));
  }

  @AfterEach
  void close() {
    runner.close();
  }

  private Optional<Outcome> run(int what) {
    Trial plain = WorkerTest.TRIAL;
    return runner.run(
        Trial.of(
            what,
            plain.architecture(),
            plain.task(),
            plain.training(),
            plain.measuredOn(),
            plain.seed()),
        monitor);
  }

  @Test
  void oneWorkerTrainsOneTrialAfterAnother() {
    for (int i = 0; i < 3; i++) {
      assertThat(run(PretendedWorker.TRAINED)).get().isInstanceOf(Outcome.Trained.class);
    }
    verify(monitor, times(3)).happened(new TrialEvent.Begun(PretendedWorker.TRAINED, 0, 0));
    verify(monitor, never()).happened(any(TrialEvent.AttemptLost.class));
  }

  @Test
  void aTrialWhoseWorkerDiesIsTriedOnceMore() {
    assertThat(run(PretendedWorker.DIES_ONCE)).get().isInstanceOf(Outcome.Trained.class);
    verify(monitor, times(1))
        .happened(
            new TrialEvent.AttemptLost(
                PretendedWorker.DIES_ONCE, "its worker ended with exit status 7", LAST_WORDS));
    verify(monitor, times(2)).happened(any(TrialEvent.Begun.class));
  }

  @Test
  void aTrialThatLosesTwoWorkersHasFailedWithTheirLastWords() {
    assertThat(run(PretendedWorker.DIES))
        .hasValue(
            new Outcome.Failed(
                "Its worker died twice; the second one ended with exit status 7.", LAST_WORDS));
    assertThat(run(PretendedWorker.TRAINED)).get().isInstanceOf(Outcome.Trained.class);
  }

  @Test
  void aTrialThatTakesAllMemoryHasFailed() {
    Outcome outcome = run(PretendedWorker.TAKES_ALL_MEMORY).orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.reason())
        .isEqualTo("Its worker died twice; the second one ran out of memory (exit status 3).");
    assertThat(failed.lastWords().orElseThrow()).contains("java.lang.OutOfMemoryError");
  }

  @Test
  void whatIsWrongAroundATrialIsNoOutcome() {
    assertThatThrownBy(() -> run(PretendedWorker.FULL_DISK))
        .isInstanceOf(WorkerException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void aMonitorStopsATrial() {
    when(monitor.stopRequested()).thenReturn(false, false, true);
    assertThat(run(PretendedWorker.STOPS)).isEmpty();
    verify(monitor, never()).happened(any(TrialEvent.AttemptLost.class));
  }

  /** In the first milliseconds Java itself notices, and says that no process could be started. */
  @RepeatedTest(5)
  void aWorkerThatIsKilledAtItsBirthIsStartedOnceMore() throws InterruptedException {
    Thread killer = new Thread(WorkerTrialRunnerTest::killTheFirstChild, "killer");
    killer.start();
    assertThat(run(PretendedWorker.TRAINED)).get().isInstanceOf(Outcome.Trained.class);
    killer.join();
  }

  private static void killTheFirstChild() {
    Optional<ProcessHandle> child = Optional.empty();
    while (child.isEmpty()) {
      child = ProcessHandle.current().children().findAny();
    }
    child.get().destroyForcibly();
  }

  @Test
  void workersThatCannotStartStopTheRun() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("broken"));
    try (WorkerTrialRunner hopeless = runner(broken)) {
      assertThatThrownBy(() -> hopeless.run(WorkerTest.TRIAL, monitor))
          .isInstanceOf(WorkerException.class)
          .hasMessage(
              "Workers cannot be started: the last one ended with exit status 7.\n"
                  + "There is no PyTorch.");
    }
  }
}
