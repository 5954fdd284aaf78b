package io.espalier.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.json.Json;
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

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;
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
    this.folder = folder;
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
    Path asked = folder.resolve("asked.json");
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isRegularFile(asked)) {
      throw new RunPathException(
          "%s exists, and is not of 'espalier lean'. Choose another folder with --out."
              .formatted(folder));
    }
    if (!read(asked).equals(Optional.of(order))) {
      throw new RunPathException(
          "%s was made for another network, other densities or another training, or by another version of Espalier. Choose another folder with --out."
              .formatted(folder));
    }
  }

  /** Returns what was asked for; nothing, if another version of the program wrote it down. */
  private static Optional<LeanOrder> read(Path asked) throws IOException {
    try {
      return Optional.of(JSON.readValue(asked.toFile(), LeanOrder.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Works until all is done or the monitor asks to stop.
   *
   * @param monitor watches the training
   * @return what came out; empty if it was stopped
   * @throws RunException if the training failed
   */
  public Optional<LeanResult> proceed(TrialMonitor monitor) throws IOException {
    Path weights = folder.resolve("weights");
    Files.createDirectories(weights);
    write("asked.json", order);
    LeanStart start = start();
    Trial trial = trial(start);
    WeightsFolder files = new WeightsFolder(weights);
    EpochNotes notes = EpochNotes.in(folder.resolve("epochs.json"), monitor);
    LocalTrialRunner runner = new LocalTrialRunner(dataset, files, torch, ticker);
    Optional<Outcome> outcome = finished() ? Optional.empty() : runner.run(trial, notes);
    if (outcome.isPresent() && !(outcome.get() instanceof Outcome.Trained)) {
      throw new RunException("The training failed: %s".formatted(outcome.get()));
    }
    if (outcome.isPresent()) {
      DurableFile.copy(files.weights(0), folder.resolve("lean.safetensors"));
      write("lean.json", LeanResult.of(order, dataset.task(), heldOut(), start, notes.epochs()));
      files.keepOnly(Set.of(), Set.of());
    }
    return finished()
        ? Optional.of(JSON.readValue(folder.resolve("lean.json").toFile(), LeanResult.class))
        : Optional.empty();
  }

  private boolean finished() {
    return Files.exists(folder.resolve("lean.json"));
  }

  /** Returns the lean network's weights, once the work is done. */
  public Path weights() {
    return folder.resolve("lean.safetensors");
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
                folder.resolve("projected.safetensors").toAbsolutePath().toString(),
                false,
                start.weights())),
        order.teacher(),
        Optional.empty());
  }

  private LeanStart start() throws IOException {
    Path file = folder.resolve("projected.json");
    if (!Files.exists(file)) {
      Path weights = folder.resolve("projected.safetensors");
      write("projected.json", LeanStart.make(order, dataset, torch, weights));
    }
    return JSON.readValue(file.toFile(), LeanStart.class);
  }

  private void write(String name, Object value) throws IOException {
    DurableFile.write(folder.resolve(name), JSON.writeValueAsBytes(value));
  }
}
