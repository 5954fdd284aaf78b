package io.espalier.trainer.learn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.inherit.Inheritance;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
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
import java.util.random.RandomGenerator;

/** Trains in this process, with weights and checkpoints in a folder. */
public final class LocalTrialRunner implements TrialRunner {

  private static final JsonMapper JSON = Json.newMapper();

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
    Blueprint blueprint = Families.draw(trial.architecture(), trial.task());
    try (NDManager manager = torch.newManager();
        TrainingState state = start(trial, blueprint, manager)) {
      return train(trial, state, objective(trial, manager), monitor);
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

  private static Objective objective(Trial trial, NDManager manager) throws IOException {
    if (trial.teacher().isEmpty()) {
      return Objective.CROSS_ENTROPY;
    }
    Trial.Teacher teacher = trial.teacher().get();
    Blueprint plan = Families.draw(teacher.architecture(), trial.task());
    SafetensorsFile file = opened(Path.of(teacher.file()), teacher.weights());
    // Lives in the manager of the trial, and ends with it.
    Network network = new Network(plan, WeightsFile.read(file, TensorLayout.of(plan)), manager);
    return new Distillation(network, teacher.share(), teacher.temperature());
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }

  private TrainingState start(Trial trial, Blueprint blueprint, NDManager manager)
      throws IOException {
    Weights weights = firstWeights(trial, blueprint);
    TrainingState state = new TrainingState(blueprint, weights, trial.training(), manager);
    if (Files.exists(folder.checkpoint(trial.number()))) {
      state.restore(folder.checkpoint(trial.number()), identity(trial));
    }
    return state;
  }

  private Weights firstWeights(Trial trial, Blueprint blueprint) throws IOException {
    RandomGenerator random = Draws.of(trial.seed(), trial.number(), "weights");
    if (trial.parent().isPresent()) {
      Trial.Parent parent = trial.parent().get();
      Blueprint plan = Families.draw(parent.architecture(), trial.task());
      SafetensorsFile file = opened(folder.weights(parent.number()), parent.weights());
      Weights weights = WeightsFile.read(file, TensorLayout.of(plan));
      return Inheritance.inherit(blueprint, plan, weights, random);
    }
    if (trial.start().isPresent()) {
      Trial.Start start = trial.start().get();
      Blueprint plan = Families.draw(start.architecture(), trial.task());
      SafetensorsFile file = opened(Path.of(start.file()), start.weights());
      Weights weights =
          start.newHead()
              ? WeightsFile.readBody(file, plan, random)
              : WeightsFile.read(file, TensorLayout.of(plan));
      return Inheritance.inherit(blueprint, plan, weights, random);
    }
    return Weights.initial(TensorLayout.of(blueprint), random);
  }

  /** Opens a file that must be the one that it was. */
  private static SafetensorsFile opened(Path file, String sha256) throws IOException {
    WeightsFile.verify(file, sha256);
    return SafetensorsFile.open(file);
  }

  private Optional<Outcome> train(
      Trial trial, TrainingState state, Objective objective, TrialMonitor monitor)
      throws IOException {
    Stopwatch watch = Stopwatch.createStarted(ticker);
    monitor.began(state.progress().epoch(), state.progress().batch());
    TrialTraining training =
        new TrialTraining(
            trial,
            dataset,
            state,
            objective,
            () -> measure(trial, state),
            () -> saveCheckpoint(trial, state),
            monitor,
            ticker);
    if (!training.run()) {
      return Optional.empty();
    }
    state.finish();
    Measurement measurement = measure(trial, state);
    if (!Double.isFinite(measurement.loss())) {
      throw new DivergedException(
          "The training diverged: the loss on held-out images is %s. Lower the learning rate."
              .formatted(measurement.loss()));
    }
    double latency = Inference.latencyMillis(state.network(), state.manager(), ticker);
    String sha256 = saveWeights(trial, state);
    Timing timing =
        new Timing(latency, watch.elapsed(TimeUnit.NANOSECONDS) / 1e9, training.imagesPerSecond());
    return Optional.of(new Outcome.Trained(measurement, sha256, timing));
  }

  private Measurement measure(Trial trial, TrainingState state) {
    ImageSet images =
        switch (trial.measuredOn()) {
          case VALIDATION -> dataset.validation();
          case TEST -> dataset.test().orElseThrow();
        };
    return Inference.measure(
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

  private String saveWeights(Trial trial, TrainingState state) throws IOException {
    return new SafetensorsWriter()
        .weights(state.network().weights())
        .metadata("format", "pt")
        .metadata("architecture", JSON.writeValueAsString(trial.architecture()))
        .write(folder.weights(trial.number()));
  }

  /** What a checkpoint must have been written for. */
  private static String identity(Trial trial) {
    return trial.number() + " " + trial.architecture().summary();
  }
}
