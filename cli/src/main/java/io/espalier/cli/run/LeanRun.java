package io.espalier.cli.run;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.learn.Calibration;
import io.espalier.trainer.learn.Inference;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.learn.WeightsFolder;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a trained network lean: projects it, calibrates batch norm, fine-tunes, and measures in
 * between. Asked again for the same, it goes on where it stopped.
 *
 * <p>Its folder: {@code asked.json} says what was asked; {@code projected.safetensors} and {@code
 * projected.json} are there once that is done; {@code epochs.json} grows with the epochs; {@code
 * lean.safetensors} and {@code lean.json} are what came out.
 */
public final class LeanRun {

  private static final JsonMapper JSON =
      Json.newMapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final TypeReference<List<Measurement>> MEASUREMENTS = new TypeReference<>() {};

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

  /** What the projection did. */
  private record Projected(
      List<Sparsified.Layer> layers,
      Measurement dense,
      Measurement projected,
      Measurement calibrated,
      String weights) {}

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
    if (!order.equals(JSON.readValue(asked.toFile(), LeanOrder.class))) {
      throw new RunPathException(
          "%s was made for another network, other densities or another training. Choose another folder with --out."
              .formatted(folder));
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
    Projected projected = projected();
    Trial trial = trial(projected);
    WeightsFolder files = new WeightsFolder(weights);
    List<Measurement> epochs = epochs();
    LocalTrialRunner runner = new LocalTrialRunner(dataset, files, torch, ticker);
    Optional<Outcome> outcome =
        finished() ? Optional.empty() : runner.run(trial, new Noting(monitor, epochs));
    if (outcome.isPresent() && !(outcome.get() instanceof Outcome.Trained)) {
      throw new RunException("The training failed: %s".formatted(outcome.get()));
    }
    if (outcome.isPresent()) {
      DurableFile.copy(files.weights(0), folder.resolve("lean.safetensors"));
      write(
          "lean.json",
          LeanResult.of(
              order,
              dataset.task(),
              heldOut(),
              projected.layers(),
              projected.dense(),
              projected.projected(),
              projected.calibrated(),
              epochs));
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

  private Trial trial(Projected projected) {
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
                projected.weights())),
        order.teacher(),
        Optional.empty());
  }

  private List<Measurement> epochs() throws IOException {
    Path file = folder.resolve("epochs.json");
    return Files.exists(file)
        ? new ArrayList<>(JSON.readValue(file.toFile(), MEASUREMENTS))
        : new ArrayList<>();
  }

  private Projected projected() throws IOException {
    Path file = folder.resolve("projected.json");
    if (!Files.exists(file)) {
      write("projected.json", project());
    }
    return JSON.readValue(file.toFile(), Projected.class);
  }

  private Projected project() throws IOException {
    Blueprint dense = Families.draw(order.dense(), dataset.task());
    WeightsFile.verify(Path.of(order.file()), order.weights());
    Weights trained =
        WeightsFile.read(SafetensorsFile.open(Path.of(order.file())), TensorLayout.of(dense));
    Sparsified sparsified = Sparsified.of(order.dense(), order.lean(), dataset.task(), trained);
    Measurement before = measured(dense, trained, network -> {});
    Blueprint lean = Families.draw(order.lean(), dataset.task());
    Measurement after = measured(lean, sparsified.weights(), network -> {});
    Path file = folder.resolve("projected.safetensors");
    Measurement calibrated =
        measured(lean, sparsified.weights(), network -> calibrate(network, file));
    return new Projected(sparsified.layers(), before, after, calibrated, WeightsFile.sha256(file));
  }

  private void calibrate(Network network, Path file) {
    try (NDManager manager = torch.newManager()) {
      Calibration.calibrate(
          network, dataset, order.calibration(), order.training().batch(), order.seed(), manager);
      new SafetensorsWriter()
          .weights(network.weights())
          .metadata("format", "pt")
          .metadata("architecture", Json.newMapper().writeValueAsString(order.lean()))
          .write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Measurement measured(Blueprint plan, Weights weights, Consumer<Network> first) {
    ImageSet images = dataset.test().orElse(dataset.validation());
    try (NDManager manager = torch.newManager();
        Network network = new Network(plan, weights, manager)) {
      first.accept(network);
      return Inference.measure(
          network, images, dataset.normalisation(), order.training().batch(), manager);
    }
  }

  private void write(String name, Object value) throws IOException {
    DurableFile.write(folder.resolve(name), JSON.writeValueAsBytes(value));
  }

  /** Writes down what is measured after every epoch. */
  private final class Noting implements TrialMonitor {
    private final TrialMonitor watching;
    private final List<Measurement> epochs;

    Noting(TrialMonitor watching, List<Measurement> epochs) {
      this.watching = watching;
      this.epochs = epochs;
    }

    @Override
    public boolean wantsMeasurements() {
      return true;
    }

    @Override
    public void measured(int epoch, Measurement measurement) {
      // An epoch whose checkpoint was lost is done again, with the same result.
      epochs.subList(Math.min(epoch, epochs.size()), epochs.size()).clear();
      epochs.add(measurement);
      try {
        write("epochs.json", epochs);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      watching.measured(epoch, measurement);
    }

    @Override
    public boolean stopRequested() {
      return watching.stopRequested();
    }

    @Override
    public void trained(int epoch, int batch, int batches, double imagesPerSecond) {
      watching.trained(epoch, batch, batches, imagesPerSecond);
    }

    @Override
    public void epochEnded(int epoch, double loss) {
      watching.epochEnded(epoch, loss);
    }
  }
}
