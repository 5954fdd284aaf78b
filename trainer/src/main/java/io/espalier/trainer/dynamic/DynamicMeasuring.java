package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.evaluator.Choices;
import io.espalier.space.Draws;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.dynamic.DynamicEvaluation.AtResolution;
import io.espalier.trainer.dynamic.DynamicEvaluation.Way;
import io.espalier.trainer.network.Network;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Measures a network that chooses resolutions, and what other choices would have come to. */
public final class DynamicMeasuring {

  private static final int WARM_UP_RUNS = 2;

  private final DynamicPlan plan;
  private final DynamicClassifier classifier;
  private final ImageSet images;
  private final Normalisation normalisation;
  private final int batch;
  private final NDManager manager;
  private final Ticker ticker;

  private final int resolutions;
  private final boolean[][] right;
  private final int[] chosen;
  private final int[] random;
  private final int[] oracle;

  /**
   * @param batch images that are looked at together
   */
  public DynamicMeasuring(
      DynamicPlan plan,
      Network network,
      ImageSet images,
      Normalisation normalisation,
      int batch,
      NDManager manager,
      Ticker ticker) {
    this.plan = plan;
    this.resolutions = plan.classifiers().size();
    this.classifier = new DynamicClassifier(network, resolutions);
    this.images = images;
    this.normalisation = normalisation;
    this.batch = batch;
    this.manager = manager;
    this.ticker = ticker;
    this.right = new boolean[resolutions][images.size()];
    this.chosen = new int[images.size()];
    this.random = new int[images.size()];
    this.oracle = new int[images.size()];
  }

  /** Runs a batch one way. */
  private interface Run {
    /**
     * Does it.
     *
     * @param first number of the batch's first image
     * @param batch says the labels
     */
    void of(NDArray input, int first, Batch batch);
  }

  /** Looks at all images in all resolutions, and in those that each way chooses. */
  public DynamicEvaluation measure() {
    double[] fixedMillis =
        IntStream.range(0, resolutions).mapToDouble(r -> millis(fixed(r))).toArray();
    double dynamicMillis =
        millis(
            (input, first, b) -> {
              int[] choice = classifier.classify(input).chosen();
              System.arraycopy(choice, 0, chosen, first, choice.length);
            });
    Choices choices = Choices.none(resolutions).with(chosen);
    double[] randomShares = randomShares(choices.shares());
    chooseAtRandom(randomShares);
    chooseBest();
    Way randomWay =
        new Way("random", expectedTopOne(randomShares), macs(randomShares), millis(given(random)));
    return new DynamicEvaluation(
        images.size(),
        choices.entropy(),
        plan.predictorMacs(),
        IntStream.range(0, resolutions).mapToObj(r -> at(r, choices)).toList(),
        new Way("dynamic", topOne(chosen), plan.expectedMacs(choices.shares()), dynamicMillis),
        IntStream.range(0, resolutions)
            .mapToObj(r -> new Way(plan.sides().get(r) + " px", topOne(r), macs(r), fixedMillis[r]))
            .toList(),
        randomWay,
        new Way(
            "oracle",
            topOne(oracle),
            macs(Choices.none(resolutions).with(oracle).shares()),
            millis(given(oracle))));
  }

  private Run fixed(int resolution) {
    return (input, first, b) -> {
      int[] all = new int[b.size()];
      Arrays.fill(all, resolution);
      int[] classes =
          Groups.argmax(
              classifier.classify(input, all), classifier.network().blueprint().task().classes());
      for (int i = 0; i < classes.length; i++) {
        right[resolution][first + i] = classes[i] == b.labels()[i];
      }
    };
  }

  private Run given(int[] choice) {
    return (input, first, b) ->
        classifier.classify(input, Arrays.copyOfRange(choice, first, first + b.size()));
  }

  /** Time of one image, in milliseconds; the first batch is run before, too, without the clock. */
  private double millis(Run run) {
    Stopwatch watch = Stopwatch.createUnstarted(ticker);
    int first = 0;
    try (Batches batches = Batches.inOrder(images, normalisation, batch)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        for (int warm = first == 0 ? WARM_UP_RUNS : 0; warm >= 0; warm--) {
          try (NDManager scratch = manager.newSubManager()) {
            NDArray input = Upload.images(next, images, scratch);
            if (warm == 0) {
              watch.start();
            }
            run.of(input, first, next);
            if (warm == 0) {
              watch.stop();
            }
          }
        }
        first += next.size();
      }
    }
    return watch.elapsed().toNanos() / 1e6 / images.size();
  }

  /**
   * The predictor's shares, with as many images moved to full resolution as its own cost pays for.
   */
  private double[] randomShares(double[] shares) {
    double full = plan.macs()[0];
    double spent = macs(shares);
    double moved = full == spent ? 0 : Math.min(1, plan.predictorMacs() / (full - spent));
    double[] tilted = Arrays.stream(shares).map(p -> p * (1 - moved)).toArray();
    tilted[0] += moved;
    return tilted;
  }

  private void chooseAtRandom(double[] shares) {
    RandomGenerator draws = Draws.of(0, Draws.WHOLE_RUN, "random resolutions");
    for (int i = 0; i < random.length; i++) {
      double left = draws.nextDouble();
      int r = 0;
      while (r < resolutions - 1 && left >= shares[r]) {
        left -= shares[r++];
      }
      random[i] = r;
    }
  }

  private void chooseBest() {
    for (int i = 0; i < oracle.length; i++) {
      int image = i;
      oracle[i] =
          IntStream.iterate(resolutions - 1, r -> r >= 0, r -> r - 1)
              .filter(r -> right[r][image])
              .findFirst()
              .orElse(resolutions - 1);
    }
  }

  private AtResolution at(int resolution, Choices choices) {
    long count = choices.images().get(resolution);
    long found =
        IntStream.range(0, chosen.length)
            .filter(i -> chosen[i] == resolution && right[resolution][i])
            .count();
    return new AtResolution(
        plan.sides().get(resolution),
        plan.macs()[resolution],
        count,
        choices.shares()[resolution],
        count == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) found / count));
  }

  private double topOne(int resolution) {
    int[] all = new int[images.size()];
    Arrays.fill(all, resolution);
    return topOne(all);
  }

  private double topOne(int[] choice) {
    long found = IntStream.range(0, choice.length).filter(i -> right[choice[i]][i]).count();
    return (double) found / choice.length;
  }

  private double expectedTopOne(double[] shares) {
    return IntStream.range(0, resolutions).mapToDouble(r -> shares[r] * topOne(r)).sum();
  }

  private double macs(int resolution) {
    return plan.macs()[resolution];
  }

  /** The classifier's alone. */
  private double macs(double[] shares) {
    return plan.expectedMacs(shares) - plan.predictorMacs();
  }
}
