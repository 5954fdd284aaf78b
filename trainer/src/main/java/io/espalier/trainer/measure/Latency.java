package io.espalier.trainer.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.math.Quantiles;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How fast a network is.
 *
 * @param millis median time of one image at batch 1
 * @param lean lean convolutions
 * @param merged how many of them ran as one dense kernel, because that was faster here
 * @param apartMillis median time with none of them merged
 */
public record Latency(double millis, int lean, int merged, double apartMillis) {

  private static final int WARM_UP_RUNS = 5;
  private static final int TIMED_RUNS = 15;

  /**
   * Measures one image at batch 1, after a warm-up, with every lean convolution run in its faster
   * way.
   */
  public static Latency of(Network network, NDManager manager, Ticker ticker) {
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
