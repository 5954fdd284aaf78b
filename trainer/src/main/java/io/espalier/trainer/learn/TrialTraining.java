package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.Draws;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Draw;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.Objective;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The training loop of one trial.
 *
 * <p>What happens in a step depends only on the state and on (seed, trial, epoch, batch), so a
 * training that goes on from a checkpoint does exactly what it would have done.
 */
final class TrialTraining {

  /** A checkpoint is written after every epoch, and at least this often. */
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(30);

  private final Trial trial;
  private final Objective objective;
  private final Dataset dataset;
  private final TrainingState state;
  private final Moments moments;
  private final TrialMonitor monitor;
  private final Stopwatch training;
  private final Stopwatch sinceCheckpoint;
  private long images;

  /** What is done with the state of a training now and then. */
  interface Moments {
    /** Writes it somewhere. */
    void save();

    /**
     * Measures the network after an epoch.
     *
     * @param epoch counted from 0
     */
    void measure(int epoch);
  }

  /**
   * Prepares the loop.
   *
   * @param objective what is made smaller
   * @param moments what is done now and then; measures if the trial asks for it
   */
  TrialTraining(
      Trial trial,
      Objective objective,
      Dataset dataset,
      TrainingState state,
      Moments moments,
      TrialMonitor monitor,
      Ticker ticker) {
    this.trial = trial;
    this.objective = objective;
    this.dataset = dataset;
    this.state = state;
    this.moments = moments;
    this.monitor = monitor;
    this.training = Stopwatch.createUnstarted(ticker);
    this.sinceCheckpoint = Stopwatch.createStarted(ticker);
  }

  /**
   * Trains to the end, or until the monitor asks to stop, after a checkpoint.
   *
   * @return whether the training is complete
   * @throws DivergedException if a loss is not a finite number
   */
  boolean run() {
    training.start();
    while (state.progress().epoch() < trial.training().epochs()) {
      if (!runEpoch()) {
        moments.save();
        return false;
      }
    }
    training.stop();
    return true;
  }

  /** Returns training images a second since this object began to train. */
  double imagesPerSecond() {
    double seconds = training.elapsed(TimeUnit.NANOSECONDS) / 1e9;
    return seconds == 0 ? 0 : images / seconds;
  }

  private boolean runEpoch() {
    int epoch = state.progress().epoch();
    try (Batches batches =
        Batches.training(
            dataset.train(),
            dataset.normalisation(),
            trial.training().batch(),
            trial.training().augment(),
            new Draw(trial.seed(), trial.number(), epoch),
            state.progress().batch())) {
      int all = batches.count();
      while (batches.hasNext()) {
        if (monitor.stopRequested()) {
          return false;
        }
        step(batches.next(), all);
        if (sinceCheckpoint.elapsed().compareTo(CHECKPOINT_EVERY) > 0) {
          save();
        }
      }
      double loss = state.progress().lossSum() / all;
      monitor.happened(
          new TrialEvent.EpochEnded(trial.number(), epoch, loss, state.progress().choices()));
      if (trial.measuresEpochs()) {
        moments.measure(epoch);
      }
      state.endEpoch();
      save();
      return true;
    }
  }

  private void save() {
    moments.save();
    sinceCheckpoint.reset().start();
  }

  private void step(Batch batch, int batches) {
    TrainingState.Progress before = state.progress();
    double rate = objective.rate(before.epoch() + (double) before.batch() / batches);
    try (NDManager scratch = state.manager().newSubManager()) {
      Lesson lesson = learn(batch, scratch);
      if (!Double.isFinite(lesson.loss())) {
        throw new DivergedException(
            "The training diverged: the loss was %s in epoch %d, batch %d. Lower the learning rate."
                .formatted(lesson.loss(), before.epoch() + 1, before.batch() + 1));
      }
      NDArray gradient = state.network().learned().getGradient();
      gradient.attach(scratch);
      state.step(gradient, rate, lesson);
      gradient.subi(gradient.duplicate());
    }
    images += batch.images();
    monitor.happened(
        new TrialEvent.Progressed(
            trial.number(), before.epoch(), before.batch() + 1, batches, imagesPerSecond()));
  }

  /** Computes the loss of a batch, and leaves its gradient with the network. */
  private Lesson learn(Batch batch, NDManager scratch) {
    int classes = trial.task().classes();
    TrainingState.Progress now = state.progress();
    Examples examples =
        new Examples(
            Upload.images(batch, scratch),
            scratch.create(
                batch.targets(classes, trial.training().labelSmoothing()),
                new Shape(batch.images(), classes)),
            now.epoch(),
            purpose -> Draws.of(trial.seed(), trial.number(), purpose, now.step()));
    return objective.learn(state.network(), examples);
  }
}
