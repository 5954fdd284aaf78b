package io.espalier.engine.session;

import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.evaluator.TrialRunner;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.WeightsFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Trains nothing, but reads and writes files as if: the parent's weights, a checkpoint after every
 * epoch, the weights. What it writes depends on all that it read.
 */
final class PretendingRunner implements TrialRunner {

  private static final int EPOCHS = 2;

  private final WeightsFolder folder;

  PretendingRunner(WeightsFolder folder) {
    this.folder = folder;
  }

  @Override
  public Optional<Outcome> run(Trial trial, TrialMonitor monitor) {
    try {
      float value = trial.architecture().resolution() + 0.5f * inherited(trial);
      int epoch = 0;
      Path checkpoint = folder.checkpoint(trial.number());
      if (Files.exists(checkpoint)) {
        value = value(checkpoint);
        epoch = Integer.parseInt(SafetensorsFile.open(checkpoint).metadata().get("epoch"));
      }
      for (; epoch < EPOCHS; epoch++) {
        value = value * 1.5f + trial.number();
        write(checkpoint, value, epoch + 1);
      }
      String sha256 = write(folder.weights(trial.number()), value, EPOCHS);
      int correct = 50 + Math.floorMod(Float.floatToIntBits(value), 50);
      return Optional.of(
          new Outcome.Trained(
              new Classification(100, correct, 100, 0.5), sha256, new Timing(1, 1, 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float inherited(Trial trial) throws IOException {
    if (trial.origin() instanceof Trial.Parent parent) {
      Path weights = folder.weights(parent.number());
      WeightsFile.verify(weights, parent.weights());
      return value(weights);
    }
    return 0;
  }

  private static float value(Path file) throws IOException {
    SafetensorsFile weights = SafetensorsFile.open(file);
    return weights.read(weights.entries().get("value"))[0];
  }

  private static String write(Path file, float value, int epoch) throws IOException {
    return new SafetensorsWriter()
        .tensor("value", List.of(1), new float[] {value})
        .metadata("epoch", Integer.toString(epoch))
        .write(file);
  }
}
