package io.espalier.trainer.trained;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.space.Architecture;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import io.espalier.trainer.dynamic.DynamicMeasuring;
import io.espalier.trainer.measure.HeldOutImages;
import io.espalier.trainer.measure.Latency;
import io.espalier.trainer.measure.Scoring;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a trained network does on the test images, or on the validation images where there are none.
 *
 * @param measurement how well
 * @param scoreAmongPresent its score if the network may only choose from the classes that the
 *     images have, where it knows more
 * @param macs multiply-accumulates of one image
 * @param parameters learned values
 * @param latency time of one image at batch 1
 * @param imagesPerSecond throughput in batches
 * @param dynamic the resolutions that the network chose, beside other choices, if it chooses
 */
public record NetworkEvaluation(
    Measurement measurement,
    OptionalDouble scoreAmongPresent,
    long macs,
    long parameters,
    Latency latency,
    double imagesPerSecond,
    Optional<DynamicEvaluation> dynamic) {

  /**
   * Loads weights and measures.
   *
   * @param batch images that are looked at together
   * @throws io.espalier.trainer.weights.WeightsException if the weights do not fit
   */
  public static NetworkEvaluation of(
      Architecture architecture, Path weights, Dataset dataset, int batch, Torch torch)
      throws IOException {
    Blueprint blueprint = Families.draw(architecture, dataset.task());
    HeldOutImages images =
        new HeldOutImages(
            dataset.test().orElse(dataset.validation()), dataset.normalisation(), batch);
    Ticker ticker = Ticker.systemTicker();
    try (NDManager manager = torch.newManager();
        TrainedNetwork trained =
            TrainedNetwork.read(
                SafetensorsFile.open(weights), architecture, dataset.task(), manager)) {
      Stopwatch watch = Stopwatch.createStarted(ticker);
      Measurement measurement = trained.measure(images, manager);
      double seconds = watch.elapsed().toNanos() / 1e9;
      Latency latency = Latency.of(trained.network(), manager, ticker);
      return new NetworkEvaluation(
          measurement,
          amongPresent(trained.network(), images, dataset, manager),
          MacLedger.macs(blueprint),
          blueprint.parameters(),
          latency,
          measurement.images() / seconds,
          dynamic(trained, images, manager, ticker));
    }
  }

  private static OptionalDouble amongPresent(
      Network network, HeldOutImages images, Dataset dataset, NDManager manager) {
    if (dataset.labels().size() == dataset.task().classes()) {
      return OptionalDouble.empty();
    }
    Scoring scoring = Scoring.among(dataset.task(), dataset.labels());
    return OptionalDouble.of(images.measure(network, scoring, manager).score());
  }

  private static Optional<DynamicEvaluation> dynamic(
      TrainedNetwork trained, HeldOutImages images, NDManager manager, Ticker ticker) {
    return trained
        .dynamic()
        .map(
            plan ->
                new DynamicMeasuring(
                        plan,
                        trained.network(),
                        images.images(),
                        images.normalisation(),
                        images.batch(),
                        manager,
                        ticker)
                    .measure());
  }
}
