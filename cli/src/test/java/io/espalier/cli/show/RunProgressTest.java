package io.espalier.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.espalier.engine.session.RunPlan;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  private static final long MACS = 1000;

  private final Clock clock = new Clock();
  private final RunProgress progress =
      new RunProgress(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          () -> false,
          clock);

  /** A clock that is set by hand. */
  private static final class Clock extends Ticker {
    private Duration now = Duration.ZERO;

    @Override
    public long read() {
      return now.toNanos();
    }

    private void pass(int seconds) {
      now = now.plusSeconds(seconds);
    }
  }

  private static RunPlan plan(int trials, int networksInFull) {
    return new RunPlan(trials, 0, 100, 10, 10, networksInFull, MACS, MACS);
  }

  private TrialMonitor trial(int number) {
    Training training =
        new Training(
            10,
            10,
            new Optimizer.Sgd(0.1, 0, false, 0),
            new Schedule.Constant(),
            0,
            0,
            OptionalDouble.empty(),
            Set.of());
    Trial trial =
        new Trial(
            number,
            Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 4))),
            new Task(3, 2),
            training,
            HeldOut.VALIDATION,
            1,
            Optional.empty());
    return progress.trial(trial, "it", MACS);
  }

  @Test
  void theTimeLeftIsThatOfTheEpochsAndTrialsThatAreLeft() {
    progress.plan(plan(3, 1));
    TrialMonitor monitor = trial(0);
    clock.pass(10);
    monitor.trained(0, 10, 10, 1);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(90 + 2 * 100 + 100));
  }

  /** Epochs that an earlier process trained say nothing about how fast this one is. */
  @Test
  void whatACheckpointHadIsNotCountedAsFast() {
    progress.plan(plan(1, 0));
    TrialMonitor monitor = trial(0);
    monitor.began(5, 0);
    monitor.trained(5, 1, 10, 1);
    clock.pass(20);
    monitor.trained(6, 1, 10, 1);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(78));
  }

  /** The network that is trained in full does not come once more after itself. */
  @Test
  void nothingIsLeftWhenTheLastNetworkIsTrained() {
    progress.plan(plan(0, 1).inFull());
    TrialMonitor monitor = trial(0);
    clock.pass(50);
    monitor.trained(4, 10, 10, 1);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(50));
    clock.pass(50);
    monitor.trained(9, 10, 10, 1);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ZERO);
  }
}
