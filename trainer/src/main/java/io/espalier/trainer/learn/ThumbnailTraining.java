package io.espalier.trainer.learn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.thumbnail.ThumbnailObjective;
import io.espalier.trainer.thumbnail.ThumbnailWeights;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Trains a downscaler and a student that reads its thumbnails, beside a frozen teacher: ThumbNet
 * (arXiv 1904.05034). It goes on from its last checkpoint, with the same result.
 */
public final class ThumbnailTraining {

  private final ThumbnailTrial trial;
  private final ThumbnailPlan plan;
  private final Dataset dataset;
  private final ThumbnailFolder folder;
  private final Torch torch;
  private final Ticker ticker;

  /**
   * Prepares a training.
   *
   * @param dataset what is learned from and measured on; stays the caller's
   * @param folder where the checkpoint is, and what comes out
   * @param torch where networks live
   * @param ticker tells the time
   * @throws IllegalArgumentException if the networks cannot be drawn
   */
  public ThumbnailTraining(
      ThumbnailTrial trial, Dataset dataset, ThumbnailFolder folder, Torch torch, Ticker ticker) {
    this.trial = trial;
    this.plan = trial.plan();
    this.dataset = dataset;
    this.folder = folder;
    this.torch = torch;
    this.ticker = ticker;
  }

  /**
   * Measures the teacher on images.
   *
   * @throws io.espalier.trainer.weights.WeightsException if its weights do not fit it
   */
  public Measurement teacher() throws IOException {
    try (NDManager manager = torch.newManager();
        Network network = new Network(plan.teacher(), teacherWeights(), manager)) {
      return Inference.measure(
          network, images(), dataset.normalisation(), trial.training().batch(), manager);
    }
  }

  /** Measures where training starts: plain thumbnails, and the teacher's weights. */
  public Measurement start() throws IOException {
    try (NDManager manager = torch.newManager();
        Network network = new Network(plan.ways(), firstWeights(), manager)) {
      return measure(network, false, manager);
    }
  }

  /**
   * Trains to the end, or until the monitor asks to stop, after a checkpoint; then the student's
   * and the downscaler's weights are in the folder.
   *
   * @return whether it came to the end
   * @throws TrainingFailedException if a loss is no number, or PyTorch fails
   */
  public boolean run(TrialMonitor monitor) throws IOException {
    try (NDManager manager = torch.newManager();
        Network teacher = new Network(plan.teacherWays(), teacherWeights(), manager);
        TrainingState state = begin(manager)) {
      monitor.began(state.progress().epoch(), state.progress().batch());
      if (!training(teacher, state, monitor).run()) {
        return false;
      }
      state.finish();
      folder.write(trial, dataset, state.network().weights());
      return true;
    } catch (DivergedException e) {
      throw new TrainingFailedException(e.getMessage(), e);
    } catch (EngineException e) {
      throw new TrainingFailedException("PyTorch failed: " + e.getMessage(), e);
    }
  }

  private TrialTraining training(Network teacher, TrainingState state, TrialMonitor monitor) {
    return new TrialTraining(
        trial.ofStudent(),
        new ThumbnailObjective(
            plan,
            trial.settings(),
            trial.training(),
            state.network().layout(),
            dataset.normalisation(),
            teacher),
        dataset,
        state,
        () -> measure(state.network(), false, state.manager()),
        () -> save(state),
        monitor,
        ticker);
  }

  private TrainingState begin(NDManager manager) throws IOException {
    TrainingState state =
        new TrainingState(
            plan.ways(), firstWeights(), trial.training(), OptionalInt.empty(), manager);
    if (Files.exists(folder.checkpoint())) {
      state.restore(folder.checkpoint(), identity());
    }
    return state;
  }

  private void save(TrainingState state) {
    try {
      state.save(folder.checkpoint(), identity());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a checkpoint must have been written for. */
  private String identity() {
    return "thumbnails for " + trial.student().summary();
  }

  private Weights teacherWeights() throws IOException {
    return WeightsFile.read(
        TrialNetwork.opened(Path.of(trial.file()), trial.weights()),
        TensorLayout.of(plan.teacher()));
  }

  private Weights firstWeights() throws IOException {
    return ThumbnailWeights.start(plan, teacherWeights(), Draws.of(trial.seed(), 0, "weights"));
  }

  /** What came out, as it was written. */
  public record Finished(Measurement inMemory, Measurement fromFiles) {}

  /** Measures what came out: with thumbnails as they are made, and as files of 8 bits hold them. */
  public Finished finished() throws IOException {
    List<Blueprint> ways = plan.ways().subList(0, ThumbnailPlan.MAPPING);
    try (NDManager manager = torch.newManager();
        Network network = new Network(ways, folder.read(plan), manager)) {
      return new Finished(measure(network, false, manager), measure(network, true, manager));
    }
  }

  /**
   * Median times of one image at batch 1, after a warm-up, in milliseconds.
   *
   * @param teacher of an image
   * @param student of a thumbnail
   * @param whole of an image: downscaler and student
   */
  public record Latencies(double teacher, double student, double whole) {}

  /** Measures how fast teacher and what came out are. */
  public Latencies latencies() throws IOException {
    Weights all = folder.read(plan);
    return new Latencies(
        millis(plan.teacher(), teacherWeights()),
        millis(plan.student(), all.part(TensorLayout.of(plan.student()))),
        millis(plan.whole(), all.part(TensorLayout.of(plan.whole()))));
  }

  private double millis(Blueprint blueprint, Weights weights) {
    try (NDManager manager = torch.newManager();
        Network network = new Network(blueprint, weights, manager)) {
      return Inference.latencyMillis(network, manager, ticker);
    }
  }

  private Measurement measure(Network network, boolean fromFiles, NDManager manager) {
    return Inference.measureThumbnails(
        network, fromFiles, images(), dataset.normalisation(), trial.training().batch(), manager);
  }

  private ImageSet images() {
    return switch (trial.measuredOn()) {
      case VALIDATION -> dataset.validation();
      case TEST -> dataset.test().orElseThrow();
    };
  }
}
