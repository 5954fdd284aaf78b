package io.espalier.engine.tune;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.session.ImageListener;
import io.espalier.engine.session.SpecImages;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Measurement;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.dynamic.DynamicEvaluation;
import io.espalier.trainer.measure.Latency;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.trained.NetworkEvaluation;
import java.io.IOException;
import java.nio.file.Path;
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
    OptionalDouble topOne,
    OptionalDouble topFive,
    OptionalDouble topOneAmongPresent,
    long macs,
    long parameters,
    double latencyMillis,
    Optional<MergedExecution> mergedExecution,
    double imagesPerSecond,
    Optional<DynamicEvaluation> dynamic) {

  /**
   * How lean convolutions ran while the latency was measured.
   *
   * @param convolutions lean ones
   * @param merged how many of them ran as one dense kernel, because that was faster here
   * @param apartMillis latency with none of them merged
   */
  public record MergedExecution(int convolutions, int merged, double apartMillis) {

    private static Optional<MergedExecution> of(Latency latency) {
      return latency.lean() == 0
          ? Optional.empty()
          : Optional.of(
              new MergedExecution(latency.lean(), latency.merged(), latency.apartMillis()));
    }
  }

  /**
   * Measures a trained network.
   *
   * @param other location of other test images than the spec's
   * @param threads compute threads
   * @param device cpu, gpu, or gpu1; a GPU where there is one, if empty
   * @param listener is told how far the reading of images is
   * @throws RefusalException if there are no such images, or the network reads thumbnails and none
   *     are named
   * @throws IllegalArgumentException if there is no such device
   */
  public static EvaluationReport of(
      Subject subject,
      Optional<Path> other,
      int threads,
      Optional<String> device,
      ImageListener listener)
      throws IOException {
    if (subject.readsThumbnails() && other.isEmpty()) {
      // Alone, and on thumbnails that nobody learned to make, its accuracy would mislead.
      throw new RefusalException(
          "This network reads thumbnails, which its downscaler makes. What both reach is in the results of its run.");
    }
    SearchSpec spec = subject.spec().value();
    Torch torch = Torch.start(threads, device);
    try (Dataset dataset = open(subject, other, listener)) {
      NetworkEvaluation found =
          NetworkEvaluation.of(
              subject.network().architecture(),
              Path.of(subject.network().file()),
              dataset,
              spec.train().batch(),
              torch);
      return of(spec.name(), dataset.test().isPresent() ? "test" : "validation", found);
    }
  }

  private static EvaluationReport of(String name, String images, NetworkEvaluation found) {
    Optional<Classification> classified =
        Optional.of(found.measurement())
            .filter(Classification.class::isInstance)
            .map(Classification.class::cast);
    return new EvaluationReport(
        name,
        images,
        found.measurement(),
        classified.stream().mapToDouble(Classification::topOne).findFirst(),
        classified.stream().mapToDouble(Classification::topFive).findFirst(),
        found.scoreAmongPresent(),
        found.macs(),
        found.parameters(),
        found.latency().millis(),
        MergedExecution.of(found.latency()),
        found.imagesPerSecond(),
        found.dynamic());
  }

  private static Dataset open(Subject subject, Optional<Path> other, ImageListener listener) {
    SearchSpec spec = subject.spec().value();
    Data.Images images = spec.data().images().orElseThrow();
    if (other.isEmpty()) {
      return SpecImages.open(
          subject.spec().document(), subject.spec().directory(), images, listener);
    }
    try {
      return SpecImages.open(
          subject.spec().directory(),
          images.toBuilder().test(other.get().toString()).build(),
          spec.seed(),
          listener);
    } catch (DataException e) {
      throw new RefusalException(e.getMessage(), e);
    }
  }
}
