package io.espalier.engine.tune;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.space.Architecture;
import io.espalier.space.family.Families;
import io.espalier.space.json.Json;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.lean.Sparsified;
import io.espalier.trainer.learn.Calibration;
import io.espalier.trainer.learn.Inference;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.reconstruct.Reconstruction;
import io.espalier.trainer.weights.SafetensorsFile;
import io.espalier.trainer.weights.SafetensorsWriter;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a lean network's fine-tuning starts from: the dense network's projection, fitted to its
 * responses, with batch norm calibrated.
 *
 * @param layers what each projection lost
 * @param dense the dense network
 * @param projected right after the projection
 * @param fitted after the fit, if one was asked for
 * @param calibrated after batch norm was calibrated
 * @param weights SHA-256 of the file with the weights
 */
record LeanStart(
    List<Sparsified.Layer> layers,
    Measurement dense,
    Measurement projected,
    Optional<LeanResult.Fitted> fitted,
    Measurement calibrated,
    String weights) {

  /** Copies the list. */
  LeanStart {
    layers = List.copyOf(layers);
  }

  /**
   * Makes the weights, and measures in between.
   *
   * @param file where they are written
   */
  static LeanStart make(LeanOrder order, Dataset dataset, Torch torch, Path file)
      throws IOException {
    Path trained = Path.of(order.file());
    WeightsFile.verify(trained, order.weights());
    TensorLayout layout = TensorLayout.of(Families.draw(order.dense(), dataset.task()));
    Weights weights = WeightsFile.read(SafetensorsFile.open(trained), layout);
    Sparsified sparsified = Sparsified.of(order.dense(), order.lean(), dataset.task(), weights);
    try (NDManager manager = torch.newManager();
        Network dense = network(order.dense(), dataset, weights, manager);
        Network lean = network(order.lean(), dataset, sparsified.weights(), manager)) {
      Making making = new Making(order, dataset, manager);
      Measurement before = making.measured(dense);
      Measurement projected = making.measured(lean);
      Optional<LeanResult.Fitted> fitted =
          order.fit() ? Optional.of(making.fitted(dense, lean)) : Optional.empty();
      making.calibrate(lean);
      write(lean, order.lean(), file);
      return new LeanStart(
          sparsified.layers(),
          before,
          projected,
          fitted,
          making.measured(lean),
          WeightsFile.sha256(file));
    }
  }

  private static Network network(
      Architecture architecture, Dataset dataset, Weights weights, NDManager manager) {
    return new Network(Families.draw(architecture, dataset.task()), weights, manager);
  }

  private static void write(Network network, Architecture architecture, Path file)
      throws IOException {
    new SafetensorsWriter()
        .weights(network.weights())
        .metadata("format", "pt")
        .metadata("architecture", Json.newMapper().writeValueAsString(architecture))
        .write(file);
  }

  /** The steps on the way. */
  private record Making(LeanOrder order, Dataset dataset, NDManager manager) {

    Measurement measured(Network network) {
      return Inference.measure(
          network,
          dataset.test().orElse(dataset.validation()),
          dataset.normalisation(),
          order.training().batch(),
          manager);
    }

    LeanResult.Fitted fitted(Network dense, Network lean) {
      List<Reconstruction.Layer> layers =
          Reconstruction.fit(dense, lean, dataset, order.calibration(), order.seed(), manager);
      return new LeanResult.Fitted(layers, measured(lean));
    }

    void calibrate(Network lean) {
      Calibration.calibrate(
          lean, dataset, order.calibration(), order.training().batch(), order.seed(), manager);
    }
  }
}
