package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ContiguousSet;
import com.google.common.math.Quantiles;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Measurement;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.dynamic.DynamicClassifier;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.thumbnail.Thumbnailer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Runs a network on held-out images: how well it does, and how fast. */
public final class Inference {

  private static final int WARM_UP_RUNS = 5;
  private static final int TIMED_RUNS = 15;

  private Inference() {}

  /**
   * Measures a network on all images of a set.
   *
   * @param batch images that are looked at together
   */
  public static Measurement measure(
      Network network, ImageSet images, Normalisation normalisation, int batch, NDManager manager) {
    int classes = network.blueprint().task().classes();
    return measure(
        network, images, normalisation, batch, manager, ContiguousSet.closedOpen(0, classes));
  }

  /**
   * Measures a network on all images of a set, as if it knew only some of its classes.
   *
   * @param batch images that are looked at together
   * @param among the classes that it may choose from
   */
  public static Measurement measure(
      Network network,
      ImageSet images,
      Normalisation normalisation,
      int batch,
      NDManager manager,
      Set<Integer> among) {
    return measure(
        ofArrays(images, input -> network.forward(input, Pass.INFERENCE).toFloatArray()),
        new Scoring(network.blueprint().task().classes(), among),
        images,
        normalisation,
        batch,
        manager);
  }

  /** Measures a network that chooses a resolution for every image. */
  public static Measurement measure(
      DynamicClassifier classifier,
      ImageSet images,
      Normalisation normalisation,
      int batch,
      NDManager manager) {
    AtomicReference<Choices> choices =
        new AtomicReference<>(Choices.none(classifier.resolutions()));
    Measurement measurement =
        measure(
            (next, scratch) -> {
              DynamicClassifier.Answers answers = classifier.classify(next, images, scratch);
              choices.set(choices.get().with(answers.chosen()));
              return answers.scores();
            },
            new Scoring(classifier.classes()),
            images,
            normalisation,
            batch,
            manager);
    return measurement.withChoices(choices.get());
  }

  /**
   * Measures a network that makes thumbnails and reads them.
   *
   * @param fromFiles whether they are written as files of 8 bits between
   */
  public static Measurement measureThumbnails(
      Network network,
      boolean fromFiles,
      ImageSet images,
      Normalisation normalisation,
      int batch,
      NDManager manager) {
    Thumbnailer thumbnailer = Thumbnailer.withStudent(network, normalisation);
    return measure(
        ofArrays(images, input -> thumbnailer.scores(input, fromFiles).toFloatArray()),
        new Scoring(network.blueprint().task().classes()),
        images,
        normalisation,
        batch,
        manager);
  }

  /** What finds the scores of a batch, images x classes, with arrays that a manager owns. */
  private static BiFunction<Batch, NDManager, float[]> ofArrays(
      ImageSet images, Function<NDArray, float[]> scores) {
    return (batch, scratch) -> scores.apply(Upload.images(batch, images, scratch));
  }

  private static Measurement measure(
      BiFunction<Batch, NDManager, float[]> scores,
      Scoring scoring,
      ImageSet images,
      Normalisation normalisation,
      int batch,
      NDManager manager) {
    try (Batches batches = Batches.inOrder(images, normalisation, batch)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          scoring.add(scores.apply(next, scratch), next.labels(), next.size());
        }
      }
    }
    return scoring.measurement();
  }

  /**
   * How fast a network is.
   *
   * @param millis median time of one image at batch 1
   * @param lean lean convolutions
   * @param merged how many of them ran as one dense kernel, because that was faster here
   * @param apartMillis median time with none of them merged
   */
  public record Latency(double millis, int lean, int merged, double apartMillis) {}

  /** Returns the median time of one image at batch 1, in milliseconds, after a warm-up. */
  public static double latencyMillis(Network network, NDManager manager, Ticker ticker) {
    return latency(network, manager, ticker).millis();
  }

  /** Measures one image at batch 1, with every lean convolution run in its faster way. */
  public static Latency latency(Network network, NDManager manager, Ticker ticker) {
    int lean =
        Math.toIntExact(
            network.blueprint().nodes().stream()
                .filter(node -> node.layer() instanceof LeanConv)
                .count());
    network.runApart();
    double apart = medianMillis(network, manager, ticker);
    if (lean == 0) {
      return new Latency(apart, 0, 0, apart);
    }
    int merged = network.mergeWhereFaster(1, ticker);
    double millis = merged == 0 ? apart : medianMillis(network, manager, ticker);
    network.runApart();
    return new Latency(millis, lean, merged, apart);
  }

  private static double medianMillis(Network network, NDManager manager, Ticker ticker) {
    io.espalier.space.blueprint.Shape image = network.blueprint().inputShape();
    float[] pixels = new float[image.channels() * image.height() * image.width()];
    Shape shape = new Shape(1, image.height(), image.width(), image.channels());
    LongStream.Builder nanos = LongStream.builder();
    for (int run = 0; run < WARM_UP_RUNS + TIMED_RUNS; run++) {
      try (NDManager scratch = manager.newSubManager()) {
        NDArray one = scratch.create(pixels, shape).transpose(0, 3, 1, 2);
        Stopwatch watch = Stopwatch.createStarted(ticker);
        network.forward(one, Pass.INFERENCE).toFloatArray();
        if (run >= WARM_UP_RUNS) {
          nanos.add(watch.elapsed(TimeUnit.NANOSECONDS));
        }
      }
    }
    return Quantiles.median().compute(nanos.build().toArray()) / 1e6;
  }
}
