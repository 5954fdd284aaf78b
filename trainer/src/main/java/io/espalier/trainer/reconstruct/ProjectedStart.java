package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.Maps;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Trial;
import io.espalier.space.Architecture;
import io.espalier.space.family.Families;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a lean network's fine-tuning starts from: the dense network's projection, maybe fitted to
 * its responses, with batch norm calibrated. Networks are measured in between.
 *
 * @param trial of the lean network
 * @param origin how it is made
 * @param dataset stays the caller's
 * @param notebook takes what is measured and lost
 */
public record ProjectedStart(
    Trial trial, Trial.Projected origin, Dataset dataset, Notebook notebook) {

  /**
   * Makes the weights.
   *
   * @param trained weights of the dense network
   * @param manager on whose device networks live meanwhile; nothing stays in it
   * @throws IllegalArgumentException if the networks differ in more than densities
   */
  public Weights weights(Weights trained, NDManager manager) {
    Architecture from = origin.dense().architecture();
    Sparsified sparsified = Sparsified.of(from, trial.architecture(), trial.task(), trained);
    HeldOutImages heldOut = HeldOutImages.of(trial, dataset);
    try (NDManager meanwhile = manager.newSubManager();
        Network dense = network(from, trained, meanwhile);
        Network lean = network(trial.architecture(), sparsified.weights(), meanwhile)) {
      notebook.measured("dense", heldOut.measure(dense, meanwhile));
      notebook.measured("projected", heldOut.measure(lean, meanwhile));
      Map<String, Reconstruction.LayerFit> fitted =
          origin.fit() ? fit(dense, lean, meanwhile) : Map.of();
      if (origin.fit()) {
        notebook.measured("fitted", heldOut.measure(lean, meanwhile));
      }
      notebook.lost(sparsified.layers().stream().map(layer -> lost(layer, fitted)).toList());
      calibrate(lean, meanwhile);
      notebook.measured("calibrated", heldOut.measure(lean, meanwhile));
      return lean.weights();
    }
  }

  private Network network(Architecture architecture, Weights weights, NDManager manager) {
    return new Network(Families.draw(architecture, trial.task()), weights, manager);
  }

  private Map<String, Reconstruction.LayerFit> fit(Network dense, Network lean, NDManager manager) {
    List<Reconstruction.LayerFit> layers =
        Reconstruction.fit(dense, lean, dataset, origin.calibration(), trial.seed(), manager);
    return Maps.uniqueIndex(layers, Reconstruction.LayerFit::name);
  }

  private void calibrate(Network lean, NDManager manager) {
    Calibration.calibrate(
        lean, dataset, origin.calibration(), trial.training().batch(), trial.seed(), manager);
  }

  private static Notes.LeanLayer lost(
      Sparsified.Layer layer, Map<String, Reconstruction.LayerFit> fitted) {
    Optional<Reconstruction.LayerFit> responses = Optional.ofNullable(fitted.get(layer.name()));
    return new Notes.LeanLayer(
        layer.name(),
        layer.part(),
        layer.density(),
        layer.denseMacs(),
        layer.macs(),
        layer.relativeError(),
        responses.map(found -> OptionalDouble.of(found.projected())).orElse(OptionalDouble.empty()),
        responses.map(found -> OptionalDouble.of(found.fitted())).orElse(OptionalDouble.empty()));
  }
}
