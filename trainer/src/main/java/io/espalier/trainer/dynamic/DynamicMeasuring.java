package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.math.Quantiles;
import io.espalier.evaluator.Choices;
import io.espalier.space.Draws;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.dynamic.DynamicEvaluation.AtResolution;
import io.espalier.trainer.dynamic.DynamicEvaluation.ChoosingResult;
import io.espalier.trainer.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Measures a network that chooses resolutions, and the results of other choices. */
public final class DynamicMeasuring {

  private static final int MOST_TIMED_BATCHES = 25;

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

  /** Computes a batch in one way. */
  private interface Run {
    /**
     * Measures.
     *
     * @param first number of the batch's first image
     * @param scratch owns what is computed on the way
     */
    void of(Batch batch, int first, NDManager scratch);
  }

  /** Looks at all images in all resolutions, and in those that each way chooses. */
  public DynamicEvaluation measure() {
    batches(images.size(), this::answer);
    Choices choices = Choices.none(resolutions).with(chosen);
    double[] randomShares = randomShares(choices.shares());
    chooseAtRandom(randomShares);
    chooseBest();
    List<Run> runs = new ArrayList<>(List.of(this::choose, given(random), given(oracle)));
    IntStream.range(0, resolutions).mapToObj(this::always).forEach(runs::add);
    double[] millis = millis(runs);
    return new DynamicEvaluation(
        images.size(),
        choices.entropy(),
        plan.predictorMacs(),
        IntStream.range(0, resolutions).mapToObj(r -> at(r, choices)).toList(),
        new ChoosingResult(
            "dynamic", topOne(chosen), plan.expectedMacs(choices.shares()), millis[0]),
        IntStream.range(0, resolutions)
            .mapToObj(
                r ->
                    new ChoosingResult(
                        plan.sides().get(r) + " px", topOne(r), macs(r), millis[3 + r]))
            .toList(),
        new ChoosingResult("random", expectedTopOne(randomShares), macs(randomShares), millis[1]),
        new ChoosingResult(
            "oracle",
            topOne(oracle),
            macs(Choices.none(resolutions).with(oracle).shares()),
            millis[2]));
  }

  private void answer(Batch batch, int first, NDManager scratch) {
    int[] choice = classifier.choose(batch, scratch);
    System.arraycopy(choice, 0, chosen, first, choice.length);
    for (int r = 0; r < resolutions; r++) {
      int[] all = new int[batch.images()];
      Arrays.fill(all, r);
      int[] classes = Groups.argmax(classifier.classify(batch, all, scratch), classifier.classes());
      for (int i = 0; i < classes.length; i++) {
        right[r][first + i] = classes[i] == batch.labels()[i];
      }
    }
  }

  private void choose(Batch batch, int first, NDManager scratch) {
    classifier.classify(batch, scratch);
  }

  private Run always(int resolution) {
    int[] all = new int[images.size()];
    Arrays.fill(all, resolution);
    return given(all);
  }

  private Run given(int[] choice) {
    return (next, first, scratch) ->
        classifier.classify(
            next, Arrays.copyOfRange(choice, first, first + next.images()), scratch);
  }

  private void batches(int most, Run run) {
    int first = 0;
    try (Batches batches = Batches.inOrder(images, normalisation, batch)) {
      while (batches.hasNext() && first < most) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          run.of(next, first, scratch);
        }
        first += next.images();
      }
    }
  }

  /**
   * Returns the time of one image in each way, in milliseconds: the median over the batches. Every
   * batch is computed in all ways, one after the other, so that other work of the machine slows all
   * of them equally. Each batch begins with another way, because the next batch is assembled while
   * the first way runs.
   */
  private double[] millis(List<Run> runs) {
    // Once to warm up: oneDNN writes code for every size of a group that it has not met before.
    times(runs);
    return times(runs).stream().mapToDouble(Quantiles.median()::compute).toArray();
  }

  private List<List<Double>> times(List<Run> runs) {
    List<List<Double>> millis = runs.stream().<List<Double>>map(r -> new ArrayList<>()).toList();
    batches(
        MOST_TIMED_BATCHES * batch,
        (next, first, scratch) -> {
          for (int turn = 0; turn < runs.size(); turn++) {
            int way = (first / batch + turn) % runs.size();
            Stopwatch watch = Stopwatch.createStarted(ticker);
            runs.get(way).of(next, first, scratch);
            millis.get(way).add(watch.elapsed().toNanos() / 1e6 / next.images());
          }
        });
    return millis;
  }

  /**
   * The predictor's shares, with images moved to full resolution until they spend the predictor's
   * own cost.
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
