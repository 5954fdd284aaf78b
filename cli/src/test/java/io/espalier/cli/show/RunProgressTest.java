package io.espalier.cli.show;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.espalier.engine.session.RunPlan;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.spec.Training;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  private static final long MACS = 1000;

  private final Clock clock = new Clock();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final RunProgress progress =
      new RunProgress(new PrintStream(out, true, UTF_8), LoadingProgress.onStandardError(), clock);

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

  private void begin(int number) {
    Training training = Training.builder(10).batch(10).build();
    Trial trial =
        Trial.of(
            number,
            Architecture.of("resnet-cifar", 8, List.of(Stage.of(1, 4))),
            new Task(3, 2),
            training,
            HeldOut.VALIDATION,
            1);
    progress.trial(trial, "it", MACS);
  }

  /** So many batches of ten of an epoch are done. */
  private void reach(int epoch, int batch) {
    progress.happened(new TrialEvent.Progressed(0, epoch, batch, 10, 1));
  }

  @Test
  void theTimeLeftIsThatOfTheEpochsAndTrialsThatAreLeft() {
    progress.plan(plan(3, 1));
    begin(0);
    clock.pass(10);
    reach(0, 10);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(90 + 2 * 100 + 100));
  }

  /** Epochs that an earlier process trained say nothing about how fast this one is. */
  @Test
  void whatACheckpointHadIsNotCountedAsFast() {
    progress.plan(plan(1, 0));
    begin(0);
    progress.happened(new TrialEvent.Begun(0, 5, 0));
    reach(5, 1);
    clock.pass(20);
    reach(6, 1);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(78));
  }

  /** The network that is trained in full does not come once more after itself. */
  @Test
  void nothingIsLeftWhenTheLastNetworkIsTrained() {
    progress.plan(plan(0, 1).inFull());
    begin(0);
    clock.pass(50);
    reach(4, 10);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ofSeconds(50));
    clock.pass(50);
    reach(9, 10);
    assertThat(progress.timeLeft()).isEqualTo(Duration.ZERO);
  }
}
