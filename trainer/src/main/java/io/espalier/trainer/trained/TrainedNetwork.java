package io.espalier.trainer.trained;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.family.Families;
import io.espalier.trainer.card.ModelCard;
import io.espalier.trainer.dynamic.DynamicClassifier;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A network with the weights of a file: an ordinary one, or one that chooses resolutions.
 *
 * @param network closed with this
 * @param dynamic the resolutions that it chooses from, if it does
 * @param classifier what chooses and classifies then
 */
public record TrainedNetwork(
    Network network, Optional<DynamicPlan> dynamic, Optional<DynamicClassifier> classifier)
    implements AutoCloseable {

  /**
   * Reads weights.
   *
   * @param manager on whose device the network lives
   * @throws io.espalier.trainer.weights.WeightsException if they do not fit
   */
  public static TrainedNetwork read(
      SafetensorsFile file, Architecture architecture, Task task, NDManager manager)
      throws IOException {
    Optional<DynamicPlan> plan =
        ModelCard.read(file)
            .flatMap(ModelCard::dynamic)
            .map(settings -> DynamicPlan.of(architecture, task, settings));
    List<Blueprint> ways =
        plan.map(DynamicPlan::ways).orElseGet(() -> List.of(Families.draw(architecture, task)));
    Network network = new Network(ways, WeightsFile.read(file, TensorLayout.of(ways)), manager);
    return new TrainedNetwork(
        network,
        plan,
        plan.map(choosing -> new DynamicClassifier(network, choosing.classifiers().size())));
  }

  /** Measures it on images. */
  public Measurement measure(HeldOutImages images, NDManager manager) {
    return classifier
        .map(chooser -> chooser.measure(images, manager))
        .orElseGet(() -> images.measure(network, manager));
  }

  @Override
  public void close() {
    network.close();
  }
}
