package io.espalier.trainer.learn;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.Draws;
import io.espalier.space.Task;
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
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.objective.Supervised;
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

  /** Returns all ways through the network that training takes, see {@link Network}. */
  List<Blueprint> ways() {
    return dynamic.map(choosing -> choosing.plan().waysInTraining()).orElse(List.of(ordinary));
  }

  /** Returns what is kept of the weights once all is learned. */
  Weights kept(Weights all) {
    return dynamic.map(choosing -> all.part(TensorLayout.of(choosing.plan().ways()))).orElse(all);
  }

  /** Returns how many resolutions it chooses from, if it does. */
  OptionalInt resolutions() {
    return dynamic.stream().mapToInt(choosing -> choosing.plan().classifiers().size()).findFirst();
  }

  Objective objective(Training training, Optional<Objective> taught) {
    return dynamic
        .<Objective>map(
            choosing ->
                new DynamicObjective(
                    choosing.plan(), choosing.settings(), training, TensorLayout.of(ways())))
        .or(() -> taught)
        .orElseGet(() -> new Supervised(training));
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
    Optional<Origin> origin = Origin.of(trial, folder);
    if (origin.isEmpty()) {
      return aroundIfDynamic(Weights.initial(TensorLayout.of(ordinary), random), random);
    }
    Origin from = origin.get();
    Blueprint plan = Families.draw(from.architecture(), trial.task());
    Optional<DynamicPlan> parent =
        dynamic.isPresent() ? from.dynamic(trial.task()) : Optional.empty();
    if (parent.isPresent()
        && parent.get().classifiers().size() == dynamic.get().plan().classifiers().size()) {
      return DynamicWeights.inherit(
          dynamic.get().plan(),
          parent.get(),
          WeightsFile.read(from.file(), TensorLayout.of(parent.get().ways())),
          weights ->
              Inheritance.inherit(
                  ordinary, plan, weights, Draws.of(trial.seed(), trial.number(), "weights")),
          random);
    }
    Weights weights =
        from.newHead()
            ? WeightsFile.readBody(from.file(), plan, random)
            : WeightsFile.read(from.file(), TensorLayout.of(plan), DynamicPlan::isExtra);
    return aroundIfDynamic(Inheritance.inherit(ordinary, plan, weights, random), random);
  }

  private Weights aroundIfDynamic(Weights weights, RandomGenerator random) {
    return dynamic
        .map(choosing -> DynamicWeights.around(choosing.plan(), weights, random))
        .orElse(weights);
  }

  /**
   * Where a trial's weights come from.
   *
   * @param architecture the network that they are for
   * @param file one that is what it was when it was named
   * @param newHead whether the last layer is drawn
   */
  private record Origin(Architecture architecture, SafetensorsFile file, boolean newHead) {

    static Optional<Origin> of(Trial trial, WeightsFolder folder) throws IOException {
      if (trial.parent().isPresent()) {
        Trial.Parent parent = trial.parent().get();
        SafetensorsFile file = opened(folder.weights(parent.number()), parent.weights());
        return Optional.of(new Origin(parent.architecture(), file, false));
      }
      if (trial.start().isPresent()) {
        Trial.Start start = trial.start().get();
        SafetensorsFile file = opened(Path.of(start.file()), start.weights());
        return Optional.of(new Origin(start.architecture(), file, start.newHead()));
      }
      return Optional.empty();
    }

    /** The plan of a network that chooses, with a head that is kept. */
    Optional<DynamicPlan> dynamic(Task task) {
      return newHead
          ? Optional.empty()
          : ModelCard.read(file)
              .flatMap(ModelCard::dynamic)
              .map(settings -> DynamicPlan.of(architecture, task, settings));
    }
  }

  /** Opens a file that must be the one that it was. */
  static SafetensorsFile opened(Path file, String sha256) throws IOException {
    WeightsFile.verify(file, sha256);
    return SafetensorsFile.open(file);
  }
}
