package io.espalier.trainer.method;

import io.espalier.evaluator.TrainedFile;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.family.Families;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A network that a trial's network inherits from.
 *
 * @param architecture the network
 * @param file its weights, which are what they were when they were named
 * @param newHead whether the last layer is drawn
 */
public record Source(Architecture architecture, SafetensorsFile file, boolean newHead) {

  /**
   * Opens what a trial inherits from, if it does.
   *
   * @throws io.espalier.trainer.weights.WeightsException if the file is not the one that it was
   */
  public static Optional<Source> of(Course course) throws IOException {
    if (course.trial().origin() instanceof Trial.Parent parent) {
      String file = course.folder().weights(parent.number()).toString();
      return Optional.of(
          opened(new TrainedFile(parent.architecture(), file, parent.weights()), false));
    }
    if (course.trial().origin() instanceof Trial.Start start) {
      return Optional.of(opened(start.network(), start.newHead()));
    }
    return Optional.empty();
  }

  private static Source opened(TrainedFile network, boolean newHead) throws IOException {
    return new Source(network.architecture(), Course.open(network), newHead);
  }

  /** Returns the plan of a network that chooses resolutions, if it is one whose head is kept. */
  public Optional<DynamicPlan> dynamic(Trial trial) {
    return newHead
        ? Optional.empty()
        : ModelCard.read(file)
            .flatMap(ModelCard::dynamic)
            .map(settings -> DynamicPlan.of(architecture, trial.task(), settings));
  }

  /** Reads the ordinary network within. */
  Weights read(Blueprint blueprint, RandomGenerator random) throws IOException {
    return newHead
        ? WeightsFile.readBody(file, blueprint, random)
        : WeightsFile.read(file, TensorLayout.of(blueprint), DynamicPlan::isExtra);
  }

  /** Draws the ordinary network within. */
  public Blueprint ordinary(Trial trial) {
    return Families.draw(architecture, trial.task());
  }
}
