package io.espalier.engine.tune;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.engine.Spec;
import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrainedFile;
import io.espalier.space.Architecture;
import io.espalier.space.Lean;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.spec.StartingWeights;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.lean.DensityChoice;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A trained network that is to be worked on, and the spec that it belongs to.
 *
 * @param spec its images and its training
 * @param network the network
 * @param readsThumbnails whether it was taught to read thumbnails, which a downscaler makes
 */
public record Subject(Spec spec, TrainedFile network, boolean readsThumbnails) {

  /**
   * Takes the winner of a run.
   *
   * @param overrides what replaces or adds to the run's spec
   * @param weights other weights of the same network; else the best of the run
   * @throws io.espalier.engine.fault.RunException if the run has no winner yet
   * @throws RefusalException if there is nothing trained
   */
  public static Subject of(Run run, List<String> overrides, Optional<Path> weights)
      throws IOException {
    checkTrains(Spec.of(run, List.of()));
    Evaluation winner = run.trainedWinner();
    if (weights.isEmpty()) {
      WeightsFile.verify(run.weights(), winner.trained().orElseThrow().weights());
    }
    return new Subject(
        Spec.of(run, overrides),
        file(winner.candidate().architecture(), weights.orElse(run.weights())),
        run.plan() instanceof Plan.Thumb);
  }

  /**
   * Takes the base of a spec.
   *
   * @param weights its weights; else those that the spec names
   * @throws RefusalException if there are none
   */
  public static Subject of(Spec spec, Optional<Path> weights) throws IOException {
    checkTrains(spec);
    Path file =
        weights
            .or(() -> spec.value().weights().map(w -> spec.directory().resolve(w.file())))
            .orElseThrow(
                () ->
                    new RefusalException(
                        "The spec names no weights. Name a safetensors file.",
                        RefusalException.Remedy.WEIGHTS));
    return new Subject(spec, file(spec.value().space().base(), file), false);
  }

  private static void checkTrains(Spec spec) {
    if (spec.value().data().images().isEmpty()) {
      throw new RefusalException(
          "There is nothing trained: the accuracies of the spec are in data.table.");
    }
  }

  private static TrainedFile file(Architecture architecture, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new RefusalException(
          "%s: there is no such file. Name a safetensors file.".formatted(file));
    }
    return new TrainedFile(
        architecture, file.toAbsolutePath().normalize().toString(), WeightsFile.sha256(file));
  }

  /**
   * Plans to make the network lean.
   *
   * @throws IllegalArgumentException if such a network cannot be drawn
   */
  public Plan.Lean lean(LeanTerms terms) throws IOException {
    Architecture dense = network.architecture();
    Task task = spec.task();
    Architecture lean =
        terms.macs().isPresent() ? chosen(terms, task) : perStage(dense, terms.densities());
    Families.draw(lean, task);
    return new Plan.Lean(network, lean, terms.fit(), terms.calibration(), terms.distillation());
  }

  private Architecture chosen(LeanTerms terms, Task task) throws IOException {
    Blueprint dense = Families.draw(network.architecture(), task);
    Weights trained =
        WeightsFile.read(
            SafetensorsFile.open(Path.of(network.file())),
            TensorLayout.of(dense),
            DynamicPlan::isExtra);
    return new DensityChoice(network.architecture(), task, trained)
        .within(
            terms.macs().getAsLong(),
            terms.densities().isEmpty() ? DensityChoice.USUAL : terms.densities());
  }

  private static Architecture perStage(Architecture dense, List<Lean> densities) {
    int stages = dense.stages().size();
    checkArgument(
        densities.size() == 1 || densities.size() == stages,
        "%s densities for %s stages. Give one for all, or one for each.",
        densities.size(),
        stages);
    return dense.withDensities(
        densities.size() == 1 ? Collections.nCopies(stages, densities.get(0)) : densities);
  }

  /**
   * Plans to teach the network to choose a resolution for every image.
   *
   * @param head what becomes of the last layer
   * @throws IllegalArgumentException if the network or its predictor cannot be drawn
   */
  public Plan.Dynamic dynamic(DynamicResolution settings, StartingWeights.LastLayer head) {
    DynamicPlan.of(network.architecture(), spec.task(), settings);
    return new Plan.Dynamic(
        network.architecture(), new StartingWeights(network.file(), head), settings);
  }

  /**
   * Plans to teach the network to read thumbnails.
   *
   * @throws IllegalArgumentException if downscaler or student cannot be drawn
   */
  public Plan.Thumb thumb(Thumbnailing settings) {
    Plan.Thumb plan = new Plan.Thumb(network, settings);
    ThumbnailPlan.of(network.architecture(), spec.task(), settings);
    return plan;
  }
}
