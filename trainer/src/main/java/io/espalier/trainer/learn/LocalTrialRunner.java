package io.espalier.trainer.learn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.objective.Distilled;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Trains in this process, with weights and checkpoints in a folder. */
public final class LocalTrialRunner implements TrialRunner {

  private final Dataset dataset;
  private final WeightsFolder folder;
  private final Torch torch;
  private final Ticker ticker;

  /**
   * Makes a runner.
   *
   * @param dataset what is learned from and measured on; stays the caller's
   * @param folder where weights and checkpoints are
   * @param torch where networks live
   * @param ticker tells the time
   */
  public LocalTrialRunner(Dataset dataset, WeightsFolder folder, Torch torch, Ticker ticker) {
    this.dataset = dataset;
    this.folder = folder;
    this.torch = torch;
    this.ticker = ticker;
  }

  @Override
  public Optional<Outcome> run(Trial trial, TrialMonitor monitor) {
    try (NDManager manager = torch.newManager()) {
      TrialNetwork network = TrialNetwork.of(trial);
      try (TrainingState state = start(trial, network, manager)) {
        return train(trial, network, state, objective(trial, network, manager), monitor);
      }
    } catch (DivergedException e) {
      return Optional.of(new Outcome.Failed(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return Optional.of(new Outcome.Failed("The network cannot be built: " + e.getMessage()));
    } catch (OutOfMemoryError e) {
      return Optional.of(new Outcome.Failed("The Java heap is too small: " + e.getMessage()));
    } catch (EngineException e) {
      return Optional.of(new Outcome.Failed("PyTorch failed: " + firstLine(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Objective objective(Trial trial, TrialNetwork network, NDManager manager)
      throws IOException {
    Optional<Objective> taught =
        trial.teacher().isPresent()
            ? Optional.of(taught(trial, trial.teacher().get(), manager))
            : Optional.empty();
    return network.objective(trial.training(), taught);
  }

  private static Objective taught(Trial trial, Trial.Teacher teacher, NDManager manager)
      throws IOException {
    Blueprint plan = Families.draw(teacher.architecture(), trial.task());
    SafetensorsFile file = TrialNetwork.opened(Path.of(teacher.file()), teacher.weights());
    // Lives in the manager of the trial, and ends with it.
    Network network = new Network(plan, WeightsFile.read(file, TensorLayout.of(plan)), manager);
    return new Distilled(
        trial.training(), network, teacher.share(), teacher.temperature(), teacher.features());
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }

  private TrainingState start(Trial trial, TrialNetwork network, NDManager manager)
      throws IOException {
    Weights weights = network.firstWeights(trial, folder);
    TrainingState state =
        new TrainingState(
            network.ways(), weights, trial.training(), network.resolutions(), manager);
    if (Files.exists(folder.checkpoint(trial.number()))) {
      state.restore(folder.checkpoint(trial.number()), identity(trial));
    }
    return state;
  }

  private Optional<Outcome> train(
      Trial trial,
      TrialNetwork network,
      TrainingState state,
      Objective objective,
      TrialMonitor monitor)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted(ticker);
    monitor.began(state.progress().epoch(), state.progress().batch());
    TrialTraining training =
        new TrialTraining(
            trial,
            objective,
            dataset,
            state,
            () -> measure(trial, network, state),
            () -> saveCheckpoint(trial, state),
            monitor,
            ticker);
    if (!training.run()) {
      return Optional.empty();
    }
    state.finish();
    Measurement measurement = measure(trial, network, state);
    if (!Double.isFinite(measurement.loss())) {
      throw new DivergedException(
          "The training diverged: the loss on held-out images is %s. Lower the learning rate."
              .formatted(measurement.loss()));
    }
    double latency = Inference.latencyMillis(state.network(), state.manager(), ticker);
    String sha256 = saveWeights(trial, network.kept(state.network().weights()));
    Timing timing =
        new Timing(latency, watch.elapsed(TimeUnit.NANOSECONDS) / 1e9, training.imagesPerSecond());
    return Optional.of(new Outcome.Trained(measurement, sha256, timing));
  }

  private Measurement measure(Trial trial, TrialNetwork network, TrainingState state) {
    ImageSet images =
        switch (trial.measuredOn()) {
          case VALIDATION -> dataset.validation();
          case TEST -> dataset.test().orElseThrow();
        };
    return network.measure(
        state.network(),
        images,
        dataset.normalisation(),
        trial.training().batch(),
        state.manager());
  }

  private void saveCheckpoint(Trial trial, TrainingState state) {
    try {
      state.save(folder.checkpoint(trial.number()), identity(trial));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String saveWeights(Trial trial, Weights weights) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().weights(weights).metadata("format", "pt");
    new ModelCard(
            trial.architecture(),
            trial.task(),
            trial.dynamic(),
            dataset.train().side(),
            dataset.normalisation(),
            dataset.namesByOutput())
        .write(writer);
    return writer.write(folder.weights(trial.number()));
  }

  /** What a checkpoint must have been written for. */
  private static String identity(Trial trial) {
    return trial.number() + " " + trial.architecture().summary();
  }
}
