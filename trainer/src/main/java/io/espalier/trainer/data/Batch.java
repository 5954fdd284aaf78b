package io.espalier.trainer.data;

import java.nio.ByteBuffer;

/**
 * Images as a network takes them, with their classes.
 *
 * <p>The arrays are filled again for a later batch: they are valid until the next one is taken.
 */
public final class Batch {

  private final float[] pixels;
  private final ByteBuffer outside;
  private final int[] labels;

  Batch(float[] pixels, ByteBuffer outside, int[] labels) {
    this.pixels = pixels;
    this.outside = outside;
    this.labels = labels;
  }

  /** Returns normalised pixels, interleaved: (size, side, side, channels). */
  public float[] pixels() {
    return pixels;
  }

  /** Returns the same pixels outside of the Java heap. */
  ByteBuffer outside() {
    return outside;
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
