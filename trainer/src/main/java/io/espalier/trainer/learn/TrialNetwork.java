package io.espalier.trainer.learn;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.family.Families;
import io.espalier.space.spec.Training;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.dynamic.DynamicClassifier;
import io.espalier.trainer.dynamic.DynamicObjective;
import io.espalier.trainer.dynamic.DynamicWeights;
import io.espalier.trainer.inherit.Inheritance;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.CrossEntropy;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * What a trial trains: an ordinary network, or one that chooses resolutions.
 *
 * @param ordinary the network at full resolution
 * @param dynamic how it learns to choose, if it does
 */
record TrialNetwork(Blueprint ordinary, Optional<Choosing> dynamic) {

  /** A plan with the settings that it was made from. */
  record Choosing(DynamicPlan plan, DynamicResolution settings) {}

  /**
   * Draws the network of a trial.
   *
   * @throws IllegalArgumentException if it cannot be drawn
   */
  static TrialNetwork of(Trial trial) {
    return new TrialNetwork(
        Families.draw(trial.architecture(), trial.task()),
        trial
            .dynamic()
            .map(
                settings ->
                    new Choosing(
                        DynamicPlan.of(trial.architecture(), trial.task(), settings), settings)));
  }

  /** Returns all ways through the network, see {@link Network}. */
  List<Blueprint> ways() {
    return dynamic.map(choosing -> choosing.plan().ways()).orElse(List.of(ordinary));
  }

  /** Returns how many resolutions it chooses from, if it does. */
  OptionalInt resolutions() {
    return dynamic.stream().mapToInt(choosing -> choosing.plan().classifiers().size()).findFirst();
  }

  Objective objective(Training training) {
    return dynamic
        .<Objective>map(
            choosing ->
                new DynamicObjective(
                    choosing.plan(), choosing.settings(), training, TensorLayout.of(ways())))
        .orElseGet(() -> new CrossEntropy(training));
  }

  Measurement measure(
      Network network, ImageSet images, Normalisation normalisation, int batch, NDManager manager) {
    return resolutions().isPresent()
        ? Inference.measure(
            new DynamicClassifier(network, resolutions().getAsInt()),
            images,
            normalisation,
            batch,
            manager)
        : Inference.measure(network, images, normalisation, batch, manager);
  }

  /** Returns the weights that a trial starts from: inherited, read or drawn. */
  Weights firstWeights(Trial trial, WeightsFolder folder) throws IOException {
    RandomGenerator random = Draws.of(trial.seed(), trial.number(), "weights");
    Weights first = firstOrdinary(trial, folder, random);
    return dynamic.isPresent() ? DynamicWeights.around(dynamic.get().plan(), first, random) : first;
  }

  private Weights firstOrdinary(Trial trial, WeightsFolder folder, RandomGenerator random)
      throws IOException {
    if (trial.parent().isPresent()) {
      Trial.Parent parent = trial.parent().get();
      Blueprint plan = Families.draw(parent.architecture(), trial.task());
      SafetensorsFile file = opened(folder.weights(parent.number()), parent.weights());
      Weights weights = WeightsFile.read(file, TensorLayout.of(plan), DynamicPlan::isExtra);
      return Inheritance.inherit(ordinary, plan, weights, random);
    }
    if (trial.start().isPresent()) {
      Trial.Start start = trial.start().get();
      Blueprint plan = Families.draw(start.architecture(), trial.task());
      SafetensorsFile file = opened(Path.of(start.file()), start.weights());
      Weights weights =
          start.newHead()
              ? WeightsFile.readBody(file, plan, random)
              : WeightsFile.read(file, TensorLayout.of(plan), DynamicPlan::isExtra);
      return Inheritance.inherit(ordinary, plan, weights, random);
    }
    return Weights.initial(TensorLayout.of(ordinary), random);
  }

  /** Opens a file that must be the one that it was. */
  private static SafetensorsFile opened(Path file, String sha256) throws IOException {
    WeightsFile.verify(file, sha256);
    return SafetensorsFile.open(file);
  }
}
