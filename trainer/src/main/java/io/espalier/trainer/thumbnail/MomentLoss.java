package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDArray;
import io.espalier.trainer.network.Scaled;

/**
 * How far thumbnails are from looking like their images: moment matching (ThumbNet, arXiv
 * 1904.05034, supervised image downscaling).
 *
 * <p>Per image, the sum over channels of (mean - mean)^2 + (deviation - deviation)^2, over all
 * pixels; 0 where they are the same.
 */
final class MomentLoss {

  private static final int[] PIXELS = {2, 3};

  /**
   * Added to variances: the root has no slope at 0, where a channel is the same everywhere, and too
   * steep a one near it.
   */
  private static final float EPSILON = 1e-4f;

  private MomentLoss() {}

  /**
   * Means and standard deviations.
   *
   * @param means N x C x 1 x 1
   * @param deviations N x C x 1 x 1, of the population
   */
  record Moments(NDArray means, NDArray deviations) {

    /** Computes those of N x C x H x W, which owns them. */
    static Moments of(NDArray images) {
      double share = 1.0 / (images.getShape().get(2) * images.getShape().get(3));
      NDArray means = Scaled.by(share, images.sum(PIXELS, true));
      NDArray variances = Scaled.by(share, images.sub(means).square().sum(PIXELS, true));
      return new Moments(means, variances.add(EPSILON).sqrt());
    }
  }

  /**
   * Returns the mean over a batch.
   *
   * @param wanted moments of the images
   * @param thumbnails N x C x H x W
   */
  static NDArray of(Moments wanted, NDArray thumbnails) {
    Moments found = Moments.of(thumbnails);
    NDArray distances =
        found
            .means()
            .sub(wanted.means())
            .square()
            .add(found.deviations().sub(wanted.deviations()).square());
    return Scaled.by(1.0 / thumbnails.getShape().get(0), distances.sum());
  }
}
