package io.espalier.engine.tune;

import com.google.common.base.Ticker;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunPathException;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.ThumbnailFolder;
import io.espalier.trainer.learn.ThumbnailTraining;
import io.espalier.trainer.learn.ThumbnailTrial;
import io.espalier.trainer.learn.TrainingFailedException;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Teaches a network to read thumbnails, and measures before, in between and after. Asked again for
 * the same, it goes on where it stopped.
 *
 * <p>Its folder: {@code asked.json} says what was asked; {@code before.json} is there once that is
 * measured; {@code epochs.json} grows with the epochs; {@code student.safetensors}, {@code
 * downscaler.safetensors}, {@code thumb.json} and {@code latencies.json} are what came out.
 */
public final class ThumbRun {

  private final OrderFolder folder;
  private final ThumbOrder order;
  private final ThumbnailTrial trial;
  private final ThumbnailTraining training;

  /**
   * Prepares the work.
   *
   * @param folder where it is done; made if it is missing
   * @param order what is asked
   * @param dataset images to learn from and to measure on; stays the caller's
   * @throws IllegalArgumentException if the networks cannot be drawn
   */
  public ThumbRun(Path folder, ThumbOrder order, Dataset dataset, Torch torch, Ticker ticker) {
    this.folder = new OrderFolder(folder);
    this.order = order;
    this.trial =
        new ThumbnailTrial(
            order.teacher(),
            order.file(),
            order.weights(),
            dataset.task(),
            order.settings(),
            order.training(),
            dataset.test().isPresent() ? HeldOut.TEST : HeldOut.VALIDATION,
            order.seed());
    this.training =
        new ThumbnailTraining(trial, dataset, new ThumbnailFolder(folder), torch, ticker);
  }

  /** What was measured before anything was learned. */
  private record Before(Measurement teacher, Measurement start) {}

  /**
   * What came out.
   *
   * @param result what equal orders have in common
   * @param peakActivations what the memory has to hold
   * @param latencies what this machine takes
   */
  public record Report(
      ThumbResult result, PeakActivations peakActivations, ThumbnailTraining.Latencies latencies) {}

  /**
   * Checks that the folder is free, or was made for the same.
   *
   * @throws RunPathException if it is something else
   */
  public static void check(Path folder, ThumbOrder order) throws IOException {
    new OrderFolder(folder).check(order, "espalier thumb");
  }

  /** Works until all is done or the monitor asks to stop. */
  public Optional<Report> proceed(TrialMonitor monitor) throws IOException {
    folder.begin(order);
    Before before = before();
    if (!folder.has("thumb.json") && !train(before, monitor)) {
      return Optional.empty();
    }
    if (!folder.has("latencies.json")) {
      folder.write("latencies.json", training.latencies());
    }
    return Optional.of(
        new Report(
            folder.read("thumb.json", ThumbResult.class),
            PeakActivations.of(trial.plan()),
            folder.read("latencies.json", ThumbnailTraining.Latencies.class)));
  }

  /** Returns whether it came to the end. */
  private boolean train(Before before, TrialMonitor monitor) throws IOException {
    EpochNotes notes = EpochNotes.in(folder.path().resolve("epochs.json"), monitor);
    try {
      if (!training.run(notes)) {
        return false;
      }
    } catch (TrainingFailedException e) {
      throw new RunException("The training failed: " + e.getMessage(), e);
    }
    ThumbnailTraining.Finished finished = training.finished();
    folder.write(
        "thumb.json",
        new ThumbResult(
            trial.teacher(),
            trial.student(),
            trial.settings(),
            ThumbResult.Macs.of(trial.plan()),
            trial.measuredOn(),
            before.teacher(),
            before.start(),
            notes.epochs(),
            finished.inMemory(),
            finished.fromFiles()));
    new ThumbnailFolder(folder.path()).keepOnlyResults();
    return true;
  }

  private Before before() throws IOException {
    if (!folder.has("before.json")) {
      folder.write("before.json", new Before(training.teacher(), training.start()));
    }
    return folder.read("before.json", Before.class);
  }
}
