package io.espalier.engine.session;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs trials that do not depend on one another, as many at once as the runner can; their outcomes
 * come one by one to the thread that asked.
 *
 * <p>If anything goes wrong around a trial, or with what takes the outcomes, the other trials stop
 * at their next batch, and outcomes that come until then are taken.
 */
final class SideBySide {

  private final TrialRunner runner;
  private final Chronicle chronicle;
  private final BooleanSupplier stop;
  private final Consumer<Trial> next;
  private volatile boolean stopping;
  private Optional<Throwable> failure = Optional.empty();

  /**
   * @param chronicle is told what happens in trials
   * @param stop tells whether trials are to stop at their next batch
   * @param next is told which trial is next, by the thread that it runs in
   */
  SideBySide(TrialRunner runner, Chronicle chronicle, BooleanSupplier stop, Consumer<Trial> next) {
    this.runner = runner;
    this.chronicle = chronicle;
    this.stop = stop;
    this.next = next;
  }

  /** Takes outcomes, in the order in which trials end. */
  interface Sink {
    void ended(Trial trial, Outcome outcome) throws IOException;
  }

  private record Ended(Trial trial, Optional<Outcome> outcome) {}

  /**
   * Runs trials; they begin in the order in which they are given.
   *
   * @return whether all of them ended; else a monitor asked to stop
   */
  boolean run(Collection<Trial> trials, Sink sink) throws IOException {
    Queue<Trial> waiting = new ArrayDeque<>(trials);
    int atOnce = Math.max(1, Math.min(runner.sideBySide(), trials.size()));
    // One at a time needs no other thread; and PyTorch likes to be used by the one that started it.
    ExecutorService threads =
        atOnce == 1
            ? MoreExecutors.newDirectExecutorService()
            : Executors.newFixedThreadPool(atOnce);
    BlockingQueue<Future<Ended>> ended = new LinkedBlockingQueue<>();
    CompletionService<Ended> running = new ExecutorCompletionService<>(threads, ended);
    int begun = 0;
    while (begun > 0 || !(stopping || waiting.isEmpty())) {
      if (begun < atOnce && !stopping && !waiting.isEmpty()) {
        Trial trial = waiting.remove();
        running.submit(() -> run(trial));
        begun++;
      } else {
        take(Uninterruptibles.takeUninterruptibly(ended), sink);
        begun--;
      }
    }
    threads.shutdown();
    if (failure.isPresent()) {
      Throwables.throwIfInstanceOf(failure.get(), IOException.class);
      Throwables.throwIfUnchecked(failure.get());
      throw new IllegalStateException(failure.get());
    }
    return !stopping;
  }

  private Ended run(Trial trial) {
    next.accept(trial);
    return new Ended(trial, runner.run(trial, new Watched()));
  }

  private void take(Future<Ended> future, Sink sink) {
    try {
      Ended ended = Futures.getDone(future);
      if (ended.outcome().isPresent()) {
        sink.ended(ended.trial(), ended.outcome().get());
      } else {
        stopping = true;
      }
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable e) {
    stopping = true;
    failure.ifPresentOrElse(first -> first.addSuppressed(e), () -> failure = Optional.of(e));
  }

  /** Asks a trial to stop when another one did, too. */
  private final class Watched implements TrialMonitor {

    @Override
    public boolean stopRequested() {
      return stopping || stop.getAsBoolean();
    }

    @Override
    public void happened(TrialEvent event) {
      chronicle.happened(event);
    }
  }
}
