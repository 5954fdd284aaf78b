package io.espalier.trainer.method;

import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A trial with all that it is trained with.
 *
 * @param trial what is trained, and how
 * @param dataset what is learned from and measured on; stays the caller's
 * @param folder where weights are read and written
 */
public record Course(Trial trial, Dataset dataset, WeightsFolder folder) {

  /** Returns what the trial is measured on. */
  public HeldOutImages heldOut() {
    return HeldOutImages.of(trial, dataset);
  }

  /**
   * Draws the trial's network as an ordinary one.
   *
   * @throws IllegalArgumentException if it cannot be drawn
   */
  public Blueprint ordinary() {
    return Families.draw(trial.architecture(), trial.task());
  }

  /** Returns a new generator for the trial's first weights, always the same one. */
  public RandomGenerator draws() {
    return Draws.of(trial.seed(), trial.number(), "weights");
  }

  /**
   * Reads the weights of a trained network, without its predictor if it chooses resolutions.
   *
   * @throws io.espalier.trainer.weights.WeightsException if the file is not the one that it was, or
   *     does not fit
   */
  public Weights read(TrainedFile trained) throws IOException {
    Blueprint blueprint = Families.draw(trained.architecture(), trial.task());
    return WeightsFile.read(open(trained), TensorLayout.of(blueprint), DynamicPlan::isExtra);
  }

  static SafetensorsFile open(TrainedFile trained) throws IOException {
    Path file = Path.of(trained.file());
    WeightsFile.verify(file, trained.sha256());
    return SafetensorsFile.open(file);
  }

  /**
   * Writes the trial's weights file.
   *
   * @param side height and width that images are brought to first
   * @return SHA-256 of the file
   */
  public String write(Weights weights, Optional<DynamicResolution> dynamic, int side)
      throws IOException {
    Architecture architecture = trial.architecture();
    SafetensorsWriter writer = new SafetensorsWriter().weights(weights).metadata("format", "pt");
    new ModelCard(
            architecture,
            trial.task(),
            dynamic,
            side,
            dataset.normalisation(),
            dataset.namesByOutput())
        .write(writer);
    return writer.write(folder.weights(trial.number()));
  }
}
