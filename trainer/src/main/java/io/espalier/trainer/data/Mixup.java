package io.espalier.trainer.data;

import java.util.random.RandomGenerator;

/**
 * Mixes every image of a batch with another one: Zhang et al., mixup (arXiv 1710.09412), with alpha
 * = 1, as they have it for CIFAR-10. The first goes with the last, the second with the last but
 * one, and so on; which images these are is left to the order of the epoch.
 *
 * @param shares what is left of each image, from 0 to 1; the rest is the other's
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as records.
record Mixup(float[] shares) {

  /** Draws the proportions of a batch; an image that is alone in the middle stays as it is. */
  static Mixup of(int size, RandomGenerator random) {
    float[] shares = new float[size];
    for (int i = 0; i < size; i++) {
      shares[i] = random.nextFloat();
    }
    return new Mixup(shares);
  }

  /** Returns the position of the image that one is mixed with. */
  int other(int position) {
    return shares.length - 1 - position;
  }

  /**
   * Mixes the images in place.
   *
   * @param each numbers of an image
   */
  void apply(float[] pixels, int each) {
    for (int i = 0; i < other(i); i++) {
      mix(pixels, i * each, other(i) * each, each, shares[i], shares[other(i)]);
    }
  }

  private static void mix(
      float[] pixels, int first, int second, int each, float ofFirst, float ofSecond) {
    for (int i = 0; i < each; i++) {
      float one = pixels[first + i];
      float other = pixels[second + i];
      pixels[first + i] = ofFirst * one + (1 - ofFirst) * other;
      pixels[second + i] = ofSecond * other + (1 - ofSecond) * one;
    }
  }
}
