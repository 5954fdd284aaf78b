package io.espalier.engine.worker;

import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.engine.fault.WorkerException;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Has trials trained by worker processes, side by side.
 *
 * <p>A worker that dies, or hangs and is ended, costs its trial one of two attempts: it is trained
 * on from its last checkpoint by a new worker. A trial that loses both has failed.
 */
public final class WorkerTrialRunner implements TrialRunner {

  /** How often a trial is tried, and how often a worker is started in a row. */
  private static final int ATTEMPTS = 2;

  private final WorkerLaunch launch;
  private final List<Place> places;
  private final LinkedBlockingDeque<Place> free;
  private final ScheduledExecutorService ticks;

  /** Where one worker runs, and the one that runs there, from the first trial on. */
  private static final class Place {
    private final Optional<String> device;
    private Optional<WorkerProcess> worker = Optional.empty();

    private Place(Optional<String> device) {
      this.device = device;
    }
  }

  /**
   * Prepares workers; they are started when they are needed.
   *
   * @param devices what each of them runs on
   */
  public WorkerTrialRunner(WorkerLaunch launch, List<Optional<String>> devices) {
    this.launch = launch;
    this.places = devices.stream().map(Place::new).toList();
    this.free = new LinkedBlockingDeque<>(places);
    this.ticks =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "watch over workers");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public int sideBySide() {
    return places.size();
  }

  /**
   * Has a trial trained by a worker.
   *
   * @throws WorkerException if something around the training is wrong, such as a full disk
   */
  @Override
  public Optional<Outcome> run(Trial trial, TrialMonitor monitor) {
    Place place = Uninterruptibles.takeUninterruptibly(free);
    try {
      return run(trial, monitor, place);
    } finally {
      // The last one in is the first one out: as few workers are started as can be.
      free.addFirst(place);
    }
  }

  private Optional<Outcome> run(Trial trial, TrialMonitor monitor, Place place) {
    for (int attempt = 1; true; attempt++) {
      Optional<WorkerProcess> worker = ready(place, monitor);
      if (worker.isEmpty()) {
        return Optional.empty();
      }
      try {
        return worker.get().train(trial, monitor);
      } catch (WorkerLostException e) {
        monitor.happened(
            new TrialEvent.AttemptLost(
                trial.number(), "its worker " + e.getMessage(), e.lastWords()));
        if (attempt == ATTEMPTS) {
          return Optional.of(
              new Outcome.Failed(
                  "Its worker died twice; the second one %s.".formatted(e.getMessage()),
                  e.lastWords()));
        }
      }
    }
  }

  /** Returns the worker of a place when it can train; empty if the monitor asks to stop first. */
  private Optional<WorkerProcess> ready(Place place, TrialMonitor monitor) {
    for (int attempt = 1; !monitor.stopRequested(); attempt++) {
      try {
        WorkerProcess worker = worker(place);
        return worker.awaitReady(monitor) ? Optional.of(worker) : Optional.empty();
      } catch (WorkerLostException e) {
        if (attempt == ATTEMPTS) {
          throw new WorkerException(
              "Workers cannot be started: the last one %s.%s"
                  .formatted(e.getMessage(), e.lastWords().map(w -> "\n" + w).orElse("")));
        }
      }
    }
    return Optional.empty();
  }

  private WorkerProcess worker(Place place) throws WorkerLostException {
    if (place.worker.isEmpty() || !place.worker.get().isAlive()) {
      place.worker = Optional.of(WorkerProcess.start(launch, place.device, ticks));
    }
    return place.worker.get();
  }

  /** Ends all workers. */
  @Override
  public void close() {
    ticks.shutdownNow();
    places.forEach(place -> place.worker.ifPresent(WorkerProcess::close));
  }
}
