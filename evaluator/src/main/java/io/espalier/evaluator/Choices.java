package io.espalier.evaluator;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How many images were looked at in each resolution.
 *
 * @param images counts, the finest resolution first
 */
public record Choices(List<Long> images) {

  /** Below this entropy a predictor nearly always chooses the same. */
  public static final double COLLAPSED_NATS = 0.1;

  /**
   * @throws IllegalArgumentException if a count is negative
   */
  public Choices {
    images = List.copyOf(images);
    images.forEach(count -> checkArgument(count >= 0, "A count (%s) must not be negative.", count));
  }

  /** Returns no images, of so many resolutions. */
  public static Choices none(int resolutions) {
    return new Choices(Collections.nCopies(resolutions, 0L));
  }

  /** Returns these choices and some more, given as the resolution of each image. */
  public Choices with(int[] chosen) {
    List<Long> counts = new ArrayList<>(images);
    for (int resolution : chosen) {
      counts.set(resolution, counts.get(resolution) + 1);
    }
    return new Choices(counts);
  }

  /** Returns the share of images in each resolution; all 0 if there are none. */
  public double[] shares() {
    long all = images.stream().mapToLong(i -> i).sum();
    return images.stream().mapToDouble(count -> all == 0 ? 0 : (double) count / all).toArray();
  }

  /** Returns the entropy of the shares, in nats: 0 if all images got the same resolution. */
  public double entropy() {
    // Adding 0 makes a negative zero positive.
    return DoubleStream.of(shares()).filter(p -> p > 0).map(p -> -p * Math.log(p)).sum() + 0.0;
  }

  /** Tells whether there are images, and nearly all have one resolution. */
  @JsonIgnore
  public boolean isCollapsed() {
    return entropy() < COLLAPSED_NATS && images.stream().anyMatch(count -> count > 0);
  }
}
