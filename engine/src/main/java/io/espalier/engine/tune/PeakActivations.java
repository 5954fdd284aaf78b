package io.espalier.engine.tune;

import io.espalier.space.blueprint.Lifetimes;
import io.espalier.space.thumbnail.ThumbnailPlan;

/**
 * How many numbers have to be kept at once for one image, at most: the image and all activations
 * that are still read, without weights, see {@link Lifetimes#peakActivations}.
 *
 * @param teacher of an image
 * @param student of a thumbnail
 * @param total of an image: making the thumbnail, then reading it
 */
public record PeakActivations(long teacher, long student, long total) {

  static PeakActivations of(ThumbnailPlan plan) {
    return new PeakActivations(
        Lifetimes.of(plan.teacher()).peakActivations(),
        Lifetimes.of(plan.student()).peakActivations(),
        Lifetimes.of(plan.whole()).peakActivations());
  }
}
