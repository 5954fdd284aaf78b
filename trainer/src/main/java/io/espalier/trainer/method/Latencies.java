package io.espalier.trainer.method;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Ticker;
import io.espalier.trainer.measure.Latency;
import io.espalier.trainer.network.Network;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Median times of one image at batch 1, after a warm-up, in milliseconds.
 *
 * @param millis of the trial's network
 * @param parts of other networks, by what they are, where there are any
 */
public record Latencies(double millis, Optional<SortedMap<String, Double>> parts) {

  /** Measures a network alone. */
  public static Latencies of(Network network, NDManager manager, Ticker ticker) {
    return new Latencies(Latency.of(network, manager, ticker).millis(), Optional.empty());
  }
}
