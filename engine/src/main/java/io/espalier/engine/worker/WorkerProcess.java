package io.espalier.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.engine.fault.WorkerException;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The parent's side of one worker: a process, its streams, and the watch over it. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(100);

  private final Process process;
  private final OutputStream orders;
  private final BufferedReader answers;
  private final LastWords lastWords;
  private final ScheduledExecutorService ticks;
  private volatile Optional<String> verdict = Optional.empty();
  private boolean ready;

  private WorkerProcess(Process process, ScheduledExecutorService ticks) {
    this.process = process;
    this.ticks = ticks;
    this.orders = process.getOutputStream();
    this.answers = process.inputReader(UTF_8);
    this.lastWords = LastWords.of(process.errorReader(UTF_8));
  }

  /**
   * Starts a process; it is not ready yet.
   *
   * @throws WorkerLostException if there is none, as when the system has no memory for one more
   *     process, or kills it in the first milliseconds, before it is one of its own
   */
  static WorkerProcess start(
      WorkerLaunch launch, Optional<String> device, ScheduledExecutorService ticks)
      throws WorkerLostException {
    try {
      return new WorkerProcess(launch.start(device), ticks);
    } catch (IOException e) {
      throw new WorkerLostException("did not come to life: " + e.getMessage(), Optional.empty());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until it has read the images, however often it was waited for before.
   *
   * @return whether it is ready; else the monitor asked to stop
   * @throws WorkerLostException if it died
   */
  boolean awaitReady(TrialMonitor monitor) throws WorkerLostException {
    if (ready) {
      return true;
    }
    Vigil vigil = new Vigil(TICK);
    Future<?> watch = watch(vigil, monitor::stopRequested, process::destroyForcibly);
    try {
      while (!ready) {
        ready = hear(vigil) instanceof Answer.Ready;
      }
      return true;
    } catch (WorkerLostException e) {
      if (monitor.stopRequested()) {
        return false;
      }
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  /**
   * Has a trial trained.
   *
   * @return its outcome; empty if the monitor asked to stop, and it stopped with a checkpoint
   * @throws WorkerLostException if the worker died
   * @throws WorkerException if something around the training is wrong
   */
  Optional<Outcome> train(Trial trial, TrialMonitor monitor) throws WorkerLostException {
    Vigil vigil = new Vigil(TICK);
    order(new Order.Train(trial));
    Future<?> watch = watch(vigil, monitor::stopRequested, () -> order(new Order.Stop()));
    try {
      while (true) {
        Answer answer = hear(vigil);
        if (answer instanceof Answer.Ended ended) {
          return Optional.of(ended.outcome());
        }
        if (answer instanceof Answer.Stopped) {
          return stopped(monitor);
        }
        if (answer instanceof Answer.Happened happened
            && happened.event() instanceof TrialEvent event) {
          monitor.happened(event);
        }
      }
    } finally {
      watch.cancel(false);
    }
  }

  /** A worker that stops unasked was asked by someone else, and ends. */
  private Optional<Outcome> stopped(TrialMonitor monitor) throws WorkerLostException {
    if (!monitor.stopRequested()) {
      throw lost();
    }
    return Optional.empty();
  }

  /** Watches it in every tick until it is cancelled. */
  private Future<?> watch(Vigil vigil, BooleanSupplier stop, Runnable onStop) {
    boolean[] told = new boolean[1];
    return ticks.scheduleWithFixedDelay(
        () -> {
          if (!told[0] && stop.getAsBoolean()) {
            told[0] = true;
            onStop.run();
          }
          vigil
              .tick()
              .ifPresent(
                  why -> {
                    verdict = Optional.of(why + " and was ended");
                    process.destroyForcibly();
                  });
        },
        0,
        TICK.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void order(Order order) {
    try {
      synchronized (orders) {
        Lines.write(orders, order);
      }
    } catch (IOException e) {
      // It has died, as its answers will show.
    }
  }

  private Answer hear(Vigil vigil) throws WorkerLostException {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        Optional<Answer> answer = Lines.read(line, Answer.class);
        if (answer.isEmpty()) {
          lastWords.add(line);
          continue;
        }
        vigil.heard(answer.get());
        if (answer.get() instanceof Answer.Broken broken) {
          throw new WorkerException(broken.reason());
        }
        return answer.get();
      }
    } catch (IOException e) {
      // It has died, or its stream was closed: the same.
    }
    throw lost();
  }

  private WorkerLostException lost() {
    process.destroyForcibly();
    int status = process.onExit().join().exitValue();
    return new WorkerLostException(
        verdict.orElseGet(() -> ExitStatus.explain(status)), lastWords.all());
  }

  /** Ends the process, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
