package io.espalier.evaluator;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How long a trial took; kept apart from what is the same in every run.
 *
 * @param latencyMillis median time for one image at batch 1
 * @param seconds time of the whole trial, in this process
 * @param imagesPerSecond training images a second
 * @param parts median times of other networks for one image at batch 1, in milliseconds, by what
 *     they are, where there are any: what the trial's network is compared with or made of
 */
public record Timing(
    double latencyMillis,
    double seconds,
    double imagesPerSecond,
    Optional<SortedMap<String, Double>> parts) {

  /** Copies the map. */
  public Timing {
    parts = parts.map(ImmutableSortedMap::copyOf);
  }

  /** Creates the times of a network alone. */
  public Timing(double latencyMillis, double seconds, double imagesPerSecond) {
    this(latencyMillis, seconds, imagesPerSecond, Optional.empty());
  }
}
