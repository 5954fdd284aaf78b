package io.espalier.trainer.learn;

import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.thumbnail.ThumbnailWeights;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a network that reads thumbnails.
 *
 * @param path the folder
 */
public record ThumbnailFolder(Path path) {

  /** Returns the state of the training while it lasts. */
  Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /** Returns the weights of the network that reads thumbnails, an ordinary one. */
  public Path student() {
    return path.resolve("student.safetensors");
  }

  /** Returns the weights of what makes thumbnails; there is no such file where they are plain. */
  public Path downscaler() {
    return path.resolve("downscaler.safetensors");
  }

  /** Deletes what nothing needs any more once all is done. */
  public void keepOnlyResults() throws IOException {
    Files.deleteIfExists(checkpoint());
  }

  /** Writes what came out of a training. */
  void write(ThumbnailTrial trial, Dataset dataset, Weights all) throws IOException {
    ThumbnailPlan plan = trial.plan();
    if (trial.settings().learnsToDownscale()) {
      SafetensorsWriter downscaler = writer(all.part(TensorLayout.of(plan.downscaler())));
      new ThumbnailCard(
              trial.teacher(),
              trial.task(),
              trial.settings(),
              dataset.train().side(),
              dataset.normalisation())
          .write(downscaler);
      downscaler.write(downscaler());
    }
    SafetensorsWriter student = writer(all.part(TensorLayout.of(plan.student())));
    new ModelCard(
            trial.student(),
            trial.task(),
            Optional.empty(),
            trial.settings().side(trial.teacher().resolution()),
            dataset.normalisation(),
            dataset.namesByOutput())
        .write(student);
    student.write(student());
  }

  private static SafetensorsWriter writer(Weights weights) {
    return new SafetensorsWriter().weights(weights).metadata("format", "pt");
  }

  /**
   * Reads student and downscaler.
   *
   * @return the weights of the plan's ways without the mapping
   * @throws io.espalier.trainer.weights.WeightsException if they do not fit the plan
   */
  public Weights read(ThumbnailPlan plan) throws IOException {
    List<Weights> parts = new ArrayList<>();
    parts.add(WeightsFile.read(SafetensorsFile.open(student()), TensorLayout.of(plan.student())));
    TensorLayout downscaler = TensorLayout.of(plan.downscaler());
    if (downscaler.learnedSize() > 0) {
      parts.add(WeightsFile.read(SafetensorsFile.open(downscaler()), downscaler));
    }
    return ThumbnailWeights.joined(
        TensorLayout.of(plan.ways().subList(0, ThumbnailPlan.MAPPING)), parts);
  }
}
