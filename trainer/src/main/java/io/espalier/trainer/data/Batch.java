package io.espalier.trainer.data;

/**
 * Images as a network takes them, with their classes.
 *
 * <p>The arrays are filled again for a later batch: they are valid until the next one is taken.
 */
public final class Batch {

  private final float[] pixels;
  private final int[] labels;

  Batch(float[] pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /** Returns normalised pixels, interleaved: (size, side, side, channels). */
  public float[] pixels() {
    return pixels;
  }

  /** Returns the class of each image. */
  public int[] labels() {
    return labels;
  }

  /** Returns the number of images. */
  public int size() {
    return labels.length;
  }
}
