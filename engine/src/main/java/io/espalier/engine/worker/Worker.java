package io.espalier.engine.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.engine.fault.Explanation;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The worker's side: trains what its parent orders, one trial at a time, and answers.
 *
 * <p>When its standard input ends, its parent is gone, by whatever means; then it ends at once, for
 * whoever resumes the run starts other workers.
 */
public final class Worker {

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final OutputStream out;
  private final Runnable end;
  private final BlockingQueue<Optional<Trial>> orders = new LinkedBlockingQueue<>();
  private volatile boolean busy = true;
  private volatile boolean serving;
  private volatile boolean stop;
  private volatile boolean ending;

  private Worker(OutputStream out, Runnable end) {
    this.out = out;
    this.end = end;
  }

  /**
   * Starts to listen to the parent and to tell it that this process lives.
   *
   * @param in where orders come from
   * @param out where answers go; nothing else may be written there
   * @param end ends the process at once
   */
  public static Worker listen(InputStream in, OutputStream out, Runnable end) {
    Worker worker = new Worker(out, end);
    daemon("orders", () -> worker.listen(in));
    daemon("heartbeat", worker::beat);
    return worker;
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void listen(InputStream in) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Order order = Lines.read(line, Order.class).orElse(null);
        if (order instanceof Order.Train train) {
          stop = ending;
          orders.add(Optional.of(train.trial()));
        } else if (order instanceof Order.Stop) {
          stop = true;
        } else {
          answer(new Answer.Broken("A worker does not understand the order '" + line + "'."));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The parent cannot be heard any more, which is the same as its end.
    }
    end.run();
  }

  private void beat() {
    while (true) {
      Uninterruptibles.sleepUninterruptibly(HEARTBEAT);
      if (busy) {
        answer(new Answer.Alive(cpuMillis()));
      }
    }
  }

  private static long cpuMillis() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1_000_000
        : System.nanoTime() / 1_000_000;
  }

  /** Stops what is trained at its next batch, after a checkpoint, and then ends. */
  public void endSoon() {
    if (!serving) {
      end.run();
    }
    ending = true;
    stop = true;
    orders.add(Optional.empty());
  }

  /** Tells the parent that something around the training is wrong. */
  public void broken(String reason) {
    answer(new Answer.Broken(reason));
  }

  /**
   * Trains what is ordered, until {@link #endSoon} was called. The trainings run in the thread that
   * calls this.
   *
   * <p>What goes wrong around trainings is explained to the parent; what cannot be explained is
   * thrown.
   */
  public void serve(TrialRunner runner) {
    answer(new Answer.Ready());
    serving = true;
    busy = false;
    Optional<Trial> next = Uninterruptibles.takeUninterruptibly(orders);
    while (next.isPresent()) {
      busy = true;
      answer(train(runner, next.get()));
      busy = false;
      next = Uninterruptibles.takeUninterruptibly(orders);
    }
  }

  private Answer train(TrialRunner runner, Trial trial) {
    try {
      Optional<Outcome> outcome = runner.run(trial, new Telling());
      return outcome.<Answer>map(Answer.Ended::new).orElseGet(Answer.Stopped::new);
    } catch (RuntimeException e) {
      return new Answer.Broken(Explanation.of(e).orElseThrow(() -> e));
    }
  }

  private synchronized void answer(Answer answer) {
    try {
      Lines.write(out, answer);
    } catch (IOException e) {
      // Nobody listens any more.
      end.run();
    }
  }

  /** Tells the parent how a training goes. */
  private final class Telling implements TrialMonitor {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private long told;

    @Override
    public boolean stopRequested() {
      return stop;
    }

    @Override
    public void happened(TrialEvent event) {
      if (!(event instanceof TrialEvent.Progressed progressed) || isDue(progressed)) {
        answer(new Answer.Happened(event));
      }
    }

    private boolean isDue(TrialEvent.Progressed progressed) {
      long now = System.nanoTime();
      boolean due =
          told == 0 || progressed.batch() == progressed.batches() || now - told >= PAUSE.toNanos();
      told = due ? now : told;
      return due;
    }
  }
}
