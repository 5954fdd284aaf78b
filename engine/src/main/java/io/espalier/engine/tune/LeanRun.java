package io.espalier.engine.tune;

import com.google.common.base.Ticker;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunPathException;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.learn.WeightsFolder;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a trained network lean: projects it, fits it to the dense network's responses, calibrates
 * batch norm, fine-tunes, and measures in between. Asked again for the same, it goes on where it
 * stopped.
 *
 * <p>Its folder: {@code asked.json} says what was asked; {@code projected.safetensors} and {@code
 * projected.json} are what fine-tuning starts from, once that is made; {@code epochs.json} grows
 * with the epochs; {@code lean.safetensors} and {@code lean.json} are what came out.
 */
public final class LeanRun {

  private final OrderFolder folder;
  private final LeanOrder order;
  private final Dataset dataset;
  private final Torch torch;
  private final Ticker ticker;

  /**
   * Prepares the work.
   *
   * @param folder where it is done; made if it is missing
   * @param order what is asked
   * @param dataset images to learn from and to measure on; stays the caller's
   */
  public LeanRun(Path folder, LeanOrder order, Dataset dataset, Torch torch, Ticker ticker) {
    this.folder = new OrderFolder(folder);
    this.order = order;
    this.dataset = dataset;
    this.torch = torch;
    this.ticker = ticker;
  }

  /**
   * Checks that the folder is free, or was made for the same.
   *
   * @throws RunPathException if it is something else
   */
  public static void check(Path folder, LeanOrder order) throws IOException {
    new OrderFolder(folder).check(order, "espalier lean");
  }

  /**
   * Works until all is done or the monitor asks to stop.
   *
   * @param monitor watches the training
   * @return what came out; empty if it was stopped
   * @throws RunException if the training failed
   */
  public Optional<LeanResult> proceed(TrialMonitor monitor) throws IOException {
    folder.begin(order);
    Path weights = Files.createDirectories(folder.path().resolve("weights"));
    LeanStart start = start();
    Trial trial = trial(start);
    WeightsFolder files = new WeightsFolder(weights);
    EpochNotes notes = EpochNotes.in(folder.path().resolve("epochs.json"), monitor);
    LocalTrialRunner runner = new LocalTrialRunner(dataset, files, torch, ticker);
    Optional<Outcome> outcome = finished() ? Optional.empty() : runner.run(trial, notes);
    if (outcome.isPresent() && !(outcome.get() instanceof Outcome.Trained)) {
      throw new RunException("The training failed: %s".formatted(outcome.get()));
    }
    if (outcome.isPresent()) {
      DurableFile.copy(files.weights(0), folder.path().resolve("lean.safetensors"));
      folder.write(
          "lean.json", LeanResult.of(order, dataset.task(), heldOut(), start, notes.epochs()));
      files.keepOnly(Set.of(), Set.of());
    }
    return finished() ? Optional.of(folder.read("lean.json", LeanResult.class)) : Optional.empty();
  }

  private boolean finished() {
    return folder.has("lean.json");
  }

  /** Returns the lean network's weights, once the work is done. */
  public Path weights() {
    return folder.path().resolve("lean.safetensors");
  }

  private HeldOut heldOut() {
    return dataset.test().isPresent() ? HeldOut.TEST : HeldOut.VALIDATION;
  }

  private Trial trial(LeanStart start) {
    return new Trial(
        0,
        order.lean(),
        dataset.task(),
        order.training(),
        heldOut(),
        order.seed(),
        Optional.empty(),
        Optional.of(
            new Trial.Start(
                order.lean(),
                folder.path().resolve("projected.safetensors").toAbsolutePath().toString(),
                false,
                start.weights())),
        order.teacher(),
        Optional.empty());
  }

  private LeanStart start() throws IOException {
    if (!folder.has("projected.json")) {
      Path weights = folder.path().resolve("projected.safetensors");
      folder.write("projected.json", LeanStart.make(order, dataset, torch, weights));
    }
    return folder.read("projected.json", LeanStart.class);
  }
}
