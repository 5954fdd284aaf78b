package io.espalier.evaluator;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What was found on the way to a trial's outcome, where the way has steps: kept with the trial's
 * checkpoint, so that it is the same however often the trial is interrupted.
 *
 * @param steps what was measured after each step, in order
 * @param layers what was lost by making convolutions lean
 * @param files SHA-256 of files beside the weights, by what they hold, such as {@code downscaler}
 */
public record Notes(List<Step> steps, List<LeanLayer> layers, SortedMap<String, String> files) {

  /** Nothing was found yet. */
  public static final Notes NONE = new Notes(List.of(), List.of(), ImmutableSortedMap.of());

  /** Copies the collections. */
  public Notes {
    steps = List.copyOf(steps);
    layers = List.copyOf(layers);
    files = ImmutableSortedMap.copyOf(files);
  }

  /**
   * A step on the way.
   *
   * @param name what was done, such as {@code projected} or {@code epoch 3}
   * @param measurement how well the network did then
   */
  public record Step(String name, Measurement measurement) {}

  /**
   * A convolution that was made lean.
   *
   * @param name its name
   * @param part the stage that it belongs to
   * @param density what it was projected to
   * @param denseMacs multiply-accumulates of the dense convolution, for one image
   * @param macs multiply-accumulates of the lean one
   * @param relativeError length of what the kernel lost against the kernel's
   * @param projected relative error of its responses right after the projection, if it was fitted
   * @param fitted relative error of its responses after the fit
   */
  public record LeanLayer(
      String name,
      String part,
      String density,
      long denseMacs,
      long macs,
      double relativeError,
      OptionalDouble projected,
      OptionalDouble fitted) {}

  /** Returns these notes with what was measured after a step. */
  public Notes with(String step, Measurement measurement) {
    return new Notes(
        ImmutableList.<Step>builder().addAll(steps).add(new Step(step, measurement)).build(),
        layers,
        files);
  }

  /** Returns these notes with what was lost by making convolutions lean. */
  public Notes withLayers(List<LeanLayer> lost) {
    return new Notes(steps, lost, files);
  }

  /** Returns these notes with a file beside the weights. */
  public Notes withFile(String name, String sha256) {
    return new Notes(
        steps,
        layers,
        ImmutableSortedMap.<String, String>naturalOrder().putAll(files).put(name, sha256).build());
  }
}
