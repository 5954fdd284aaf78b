package io.espalier.trainer.learn;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.method.Course;
import io.espalier.trainer.method.Latencies;
import io.espalier.trainer.method.Learning;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The road that every trial goes, whatever it learns: it begins with its first weights or its
 * checkpoint, learns, is measured and written.
 */
final class TrialRoad {

  private final Course course;
  private final Trial trial;
  private final Learning learning;
  private final Notebook notebook;
  private final TrialMonitor monitor;
  private final NDManager manager;
  private final Ticker ticker;
  private final Stopwatch watch;

  /**
   * Prepares it.
   *
   * @param manager owns what the trial needs
   * @throws IllegalArgumentException if the networks cannot be drawn
   */
  TrialRoad(Course course, TrialMonitor monitor, NDManager manager, Ticker ticker) {
    this.course = course;
    this.trial = course.trial();
    this.watch = Stopwatch.createStarted(ticker);
    this.learning = Methods.of(course);
    this.notebook = new Notebook(trial.number(), monitor);
    this.monitor = monitor;
    this.manager = manager;
    this.ticker = ticker;
  }

  /**
   * Goes to the end, or until the monitor asks to stop, after a checkpoint.
   *
   * @throws DivergedException if a loss is not a finite number
   */
  Optional<Outcome> run() throws IOException {
    try (TrainingState state = begin()) {
      TrialTraining training =
          new TrialTraining(
              trial,
              learning.objective(manager),
              course.dataset(),
              state,
              new Keeping(state),
              monitor,
              ticker);
      return training.run() ? Optional.of(finish(state, training)) : Optional.empty();
    }
  }

  private TrainingState begin() throws IOException {
    Path checkpoint = course.folder().checkpoint(trial.number());
    if (Files.exists(checkpoint)) {
      // Whatever it started from, all of it is in the checkpoint.
      TrainingState state = state(Weights.zero(TensorLayout.of(learning.ways())));
      notebook.restore(state.restore(checkpoint, identity()));
      begun(state);
      return state;
    }
    monitor.happened(new TrialEvent.Begun(trial.number(), 0, 0));
    TrainingState state = state(learning.firstWeights(notebook, manager));
    if (learning.preparesMuch()) {
      save(state);
    }
    return state;
  }

  private void begun(TrainingState state) {
    monitor.happened(
        new TrialEvent.Begun(trial.number(), state.progress().epoch(), state.progress().batch()));
  }

  private TrainingState state(Weights start) {
    return new TrainingState(
        learning.ways(), start, trial.training(), learning.resolutions(), manager);
  }

  private Outcome finish(TrainingState state, TrialTraining training) throws IOException {
    state.finish();
    Measurement measurement = learning.measure(state.network(), state.manager());
    if (!Double.isFinite(measurement.loss())) {
      throw new DivergedException(
          "The training diverged: the loss on held-out images is %s. Lower the learning rate."
              .formatted(measurement.loss()));
    }
    learning.conclude(state.network(), notebook, state.manager());
    Latencies latencies = learning.latencies(state.network(), state.manager(), ticker);
    String sha256 = learning.write(state.network().weights(), notebook);
    Timing timing =
        new Timing(
            latencies.millis(),
            watch.elapsed(TimeUnit.NANOSECONDS) / 1e9,
            training.imagesPerSecond(),
            latencies.parts());
    Optional<Notes> notes =
        Optional.of(notebook.notes()).filter(found -> !found.equals(Notes.NONE));
    return new Outcome.Trained(measurement, sha256, timing, notes);
  }

  /** What is done with a state now and then. */
  private final class Keeping implements TrialTraining.Moments {
    private final TrainingState state;

    private Keeping(TrainingState state) {
      this.state = state;
    }

    @Override
    public void save() {
      try {
        TrialRoad.this.save(state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void measure(int epoch) {
      notebook.measured("epoch " + (epoch + 1), learning.measure(state.network(), state.manager()));
    }
  }

  private void save(TrainingState state) throws IOException {
    state.save(course.folder().checkpoint(trial.number()), identity(), notebook.notes());
  }

  /** What a checkpoint must have been written for. */
  private String identity() {
    return trial.number() + " " + trial.architecture().summary();
  }
}
