package io.espalier.cli.show;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Measurement;
import io.espalier.space.Architecture;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import io.espalier.space.spec.Quantities;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import io.espalier.trainer.dynamic.DynamicMeasuring;
import io.espalier.trainer.learn.Inference;
import io.espalier.trainer.learn.TrainedNetwork;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a trained network does.
 *
 * @param network its name
 * @param images what it was measured on, test or validation
 * @param measurement how well it does
 * @param topOne share of right answers
 * @param topFive share of images whose class was among the first five
 * @param topOneAmongPresent share of right answers if the network may only choose from the classes
 *     that the images have, where it knows more
 * @param macs multiply-accumulates of one image
 * @param parameters learned values
 * @param latencyMillis time of one image at batch 1
 * @param mergedExecution how lean convolutions ran meanwhile, if there are any
 * @param imagesPerSecond throughput in batches
 * @param dynamic the resolutions that the network chose, beside other choices, if it chooses
 */
public record EvaluationReport(
    String network,
    String images,
    Measurement measurement,
    double topOne,
    double topFive,
    OptionalDouble topOneAmongPresent,
    long macs,
    long parameters,
    double latencyMillis,
    Optional<Merged> mergedExecution,
    double imagesPerSecond,
    Optional<DynamicEvaluation> dynamic) {

  /**
   * How lean convolutions ran while the latency was measured.
   *
   * @param convolutions lean ones
   * @param merged how many of them ran as one dense kernel, because that was faster here
   * @param apartMillis latency with none of them merged
   */
  public record Merged(int convolutions, int merged, double apartMillis) {

    private static Optional<Merged> of(Inference.Latency latency) {
      return latency.lean() == 0
          ? Optional.empty()
          : Optional.of(new Merged(latency.lean(), latency.merged(), latency.apartMillis()));
    }

    private String sentence() {
      return "Of %d lean convolutions %d run merged into a dense kernel, which is faster here; all apart take %.2f ms.%n"
          .formatted(convolutions, merged, apartMillis);
    }
  }

  /** Loads weights and measures. */
  public static EvaluationReport measure(
      String name, Architecture architecture, Path weights, Dataset dataset, int batch, Torch torch)
      throws IOException {
    Blueprint blueprint = Families.draw(architecture, dataset.task());
    ImageSet images = dataset.test().orElse(dataset.validation());
    Ticker ticker = Ticker.systemTicker();
    try (NDManager manager = torch.newManager();
        TrainedNetwork trained =
            TrainedNetwork.read(
                SafetensorsFile.open(weights), architecture, dataset.task(), manager)) {
      Network network = trained.network();
      Stopwatch watch = Stopwatch.createStarted(ticker);
      Measurement measurement = trained.measure(images, dataset.normalisation(), batch, manager);
      double seconds = watch.elapsed().toNanos() / 1e9;
      Inference.Latency latency = Inference.latency(network, manager, ticker);
      return new EvaluationReport(
          name,
          dataset.test().isPresent() ? "test" : "validation",
          measurement,
          measurement.topOne(),
          measurement.topFive(),
          amongPresent(network, images, dataset, batch, manager),
          MacLedger.macs(blueprint),
          blueprint.parameters(),
          latency.millis(),
          Merged.of(latency),
          measurement.images() / seconds,
          trained
              .dynamic()
              .map(
                  plan ->
                      new DynamicMeasuring(
                              plan,
                              network,
                              images,
                              dataset.normalisation(),
                              batch,
                              manager,
                              ticker)
                          .measure()));
    }
  }

  private static OptionalDouble amongPresent(
      Network network, ImageSet images, Dataset dataset, int batch, NDManager manager) {
    if (dataset.labels().size() == dataset.task().classes()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Inference.measure(
                network, images, dataset.normalisation(), batch, manager, dataset.labels())
            .topOne());
  }

  /** Lays it out for people. */
  public String table() {
    String among =
        topOneAmongPresent.isPresent()
            ? "Among the classes that the images have, top-1 is %s.%n"
                .formatted(Figures.percent(topOneAmongPresent.getAsDouble()))
            : "";
    return figures()
        + mergedExecution.map(Merged::sentence).orElse("")
        + among
        + dynamic.map(DynamicTables::of).orElse("");
  }

  private String figures() {
    return Tables.of(
        List.of(this),
        List.of(
            Tables.words("network", EvaluationReport::network),
            Tables.numbers("images", r -> "%,d %s".formatted(measurement.images(), images)),
            Tables.numbers("top-1", r -> Figures.percent(topOne)),
            Tables.numbers("top-5", r -> Figures.percent(topFive)),
            Tables.numbers("loss", r -> String.format(Locale.ROOT, "%.4f", measurement.loss())),
            Tables.numbers("MACs", r -> Quantities.formatCount(macs)),
            Tables.numbers("parameters", r -> Quantities.formatCount(parameters)),
            Tables.numbers("latency", r -> String.format(Locale.ROOT, "%.2f ms", latencyMillis)),
            Tables.numbers("throughput", r -> Figures.imagesPerSecond(imagesPerSecond))));
  }
}
