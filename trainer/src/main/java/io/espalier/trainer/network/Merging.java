package io.espalier.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.math.Quantiles;
import io.espalier.space.blueprint.Blueprint.Node;
import io.espalier.space.blueprint.LeanConv;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Decides which lean convolutions run as one dense kernel at inference: those for which that is
 * faster here, measured layer by layer. The merged kernel computes the same.
 */
final class Merging {

  private static final int WARM_UP_RUNS = 2;
  private static final int TIMED_RUNS = 9;

  private final Network network;
  private final NDManager manager;
  private final Ticker ticker;
  private final int images;

  /**
   * @param images that are looked at together
   */
  Merging(Network network, int images, NDManager manager, Ticker ticker) {
    this.network = network;
    this.images = images;
    this.manager = manager;
    this.ticker = ticker;
  }

  /**
   * Returns the layers that are faster merged.
   *
   * @param tensors the weights of the network, and a merged kernel for every lean convolution
   */
  List<Node> faster(Map<String, NDArray> tensors) {
    return network.blueprint().nodes().stream()
        .filter(node -> node.layer() instanceof LeanConv)
        .filter(node -> isFasterMerged(node, (LeanConv) node.layer(), tensors))
        .toList();
  }

  private boolean isFasterMerged(Node node, LeanConv layer, Map<String, NDArray> tensors) {
    io.espalier.space.blueprint.Shape read = network.blueprint().inputShapes(node).get(0);
    try (NDManager scratch = manager.newSubManager()) {
      NDArray input =
          scratch
              .ones(new Shape(images, read.height(), read.width(), read.channels()))
              .transpose(0, 3, 1, 2);
      NDArray kernel = tensors.get(MergedKernels.name(node));
      double apart =
          nanos(
              () ->
                  LeanExecution.apart(layer, input, leaf -> tensors.get(node.name() + "." + leaf)));
      double merged = nanos(() -> LeanExecution.merged(layer, input, kernel, null));
      return merged < apart;
    }
  }

  private double nanos(Supplier<NDArray> run) {
    LongStream.Builder nanos = LongStream.builder();
    for (int i = 0; i < WARM_UP_RUNS + TIMED_RUNS; i++) {
      Stopwatch watch = Stopwatch.createStarted(ticker);
      try (NDArray output = run.get()) {
        output.getShape();
      }
      if (i >= WARM_UP_RUNS) {
        nanos.add(watch.elapsed(TimeUnit.NANOSECONDS));
      }
    }
    return Quantiles.median().compute(nanos.build().toArray());
  }
}
