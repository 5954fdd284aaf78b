package io.espalier.trainer.learn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.method.Course;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

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
      return new TrialRoad(new Course(trial, dataset, folder), monitor, manager, ticker).run();
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

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }
}
