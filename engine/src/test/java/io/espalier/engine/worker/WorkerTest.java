package io.espalier.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import io.espalier.space.Task;
import io.espalier.space.spec.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker in a thread of this process, at the other end of two pipes. */
class WorkerTest {

  static final Trial TRIAL =
      Trial.of(
          3,
          Architecture.of("resnet-cifar", 12, List.of(Stage.of(1, 2), Stage.of(1, 4))),
          new Task(3, 2),
          Training.builder(2).batch(8).build(),
          HeldOut.VALIDATION,
          7);

  private static final TrialEvent.Begun BEGUN = new TrialEvent.Begun(3, 0, 0);

  /** Whatever can happen in a trial reaches the parent. */
  private static final List<TrialEvent> ON_THE_WAY =
      List.of(
          new TrialEvent.Begun(3, 1, 5),
          new TrialEvent.Progressed(3, 1, 6, 9, 1000),
          new TrialEvent.EpochEnded(3, 1, 0.5, Optional.of(new Choices(List.of(4L, 4L)))),
          new TrialEvent.Measured(3, "epoch 2", new Classification(9, 5, 9, 0.5)),
          new TrialEvent.AttemptLost(3, "its worker died", Optional.empty()));

  private final PipedOutputStream orders = new PipedOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);
  private BufferedReader answers;
  private Worker worker;
  private CompletableFuture<Void> served;

  @BeforeEach
  void listen() throws IOException {
    PipedOutputStream out = new PipedOutputStream();
    answers = new BufferedReader(new InputStreamReader(new PipedInputStream(out), UTF_8));
    worker = Worker.listen(new PipedInputStream(orders), out, ended::countDown);
  }

  private void serve(TrialRunner runner) {
    served = CompletableFuture.runAsync(() -> worker.serve(runner));
  }

  private void order(Order order) throws IOException {
    Lines.write(orders, order);
  }

  /** Returns the next answer that is no heartbeat. */
  private Answer answer() throws IOException {
    Answer answer = Lines.read(answers.readLine(), Answer.class).orElseThrow();
    return answer instanceof Answer.Alive ? answer() : answer;
  }

  @Test
  void aTrialIsTrainedAndAnsweredForStepByStep() throws IOException {
    Outcome outcome = new Outcome.Failed("The training diverged.");
    serve(
        (trial, monitor) -> {
          assertThat(trial).isEqualTo(TRIAL);
          ON_THE_WAY.forEach(monitor::happened);
          return Optional.of(outcome);
        });
    assertThat(answer()).isEqualTo(new Answer.Ready());
    for (int i = 0; i < 2; i++) {
      order(new Order.Train(TRIAL));
      for (TrialEvent event : ON_THE_WAY) {
        assertThat(answer()).isEqualTo(new Answer.Happened(event));
      }
      assertThat(answer()).isEqualTo(new Answer.Ended(outcome));
    }
  }

  @Test
  void anOrderToStopReachesTheTrainingAndNotTheNext() throws IOException {
    serve(WorkerTest::untilStopped);
    assertThat(answer()).isEqualTo(new Answer.Ready());
    for (int i = 0; i < 2; i++) {
      order(new Order.Train(TRIAL));
      assertThat(answer()).isEqualTo(new Answer.Happened(BEGUN));
      order(new Order.Stop());
      assertThat(answer()).isEqualTo(new Answer.Stopped());
    }
  }

  private static Optional<Outcome> untilStopped(Trial trial, TrialMonitor monitor) {
    monitor.happened(BEGUN);
    while (!monitor.stopRequested()) {
      Thread.onSpinWait();
    }
    return Optional.empty();
  }

  @Test
  void whatIsWrongAroundATrainingIsSaidAndTheWorkerGoesOn() throws IOException {
    serve(
        (trial, monitor) -> {
          throw new RunException("No space left on device");
        });
    assertThat(answer()).isEqualTo(new Answer.Ready());
    for (int i = 0; i < 2; i++) {
      order(new Order.Train(TRIAL));
      assertThat(answer()).isEqualTo(new Answer.Broken("No space left on device"));
    }
  }

  @Test
  void aMistakeOfTheProgramEndsTheWorker() throws IOException {
    serve(
        (trial, monitor) -> {
          throw new IllegalStateException();
        });
    order(new Order.Train(TRIAL));
    assertThatThrownBy(served::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWorkerWhoseParentIsGoneEndsAtOnce() throws IOException, InterruptedException {
    serve(WorkerTest::untilStopped);
    order(new Order.Train(TRIAL));
    assertThat(answer()).isEqualTo(new Answer.Ready());
    assertThat(ended.getCount()).isEqualTo(1);
    orders.close();
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWorkerThatIsAskedToEndStopsItsTrialFirst() throws IOException {
    serve(WorkerTest::untilStopped);
    assertThat(answer()).isEqualTo(new Answer.Ready());
    order(new Order.Train(TRIAL));
    assertThat(answer()).isEqualTo(new Answer.Happened(BEGUN));
    worker.endSoon();
    assertThat(answer()).isEqualTo(new Answer.Stopped());
    served.join();
  }

  @Test
  void anOrderThatIsNoneIsRefused() throws IOException {
    orders.write("{\"order\":\"dance\"}\n".getBytes(UTF_8));
    orders.flush();
    assertThat(answer())
        .isEqualTo(
            new Answer.Broken("A worker does not understand the order '{\"order\":\"dance\"}'."));
  }

  @Test
  void linesOfOthersAreNoAnswers() {
    for (String line : new String[] {"", "null", "dnnl_verbose,info", "{\"answer\":\"dance\"}"}) {
      assertThat(Lines.read(line, Answer.class)).isEmpty();
    }
  }
}
