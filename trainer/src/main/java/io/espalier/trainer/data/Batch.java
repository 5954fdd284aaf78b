package io.espalier.trainer.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Images as a network takes them, with their classes.
 *
 * <p>The arrays are used again for a later batch: they are valid until the next batch is taken.
 */
public final class Batch {

  private final float[] pixels;
  private final ByteBuffer outside;
  private final int side;
  private final int channels;
  private final int[] labels;
  private final Optional<Mixup> mixup;

  Batch(
      float[] pixels,
      ByteBuffer outside,
      int side,
      int channels,
      int[] labels,
      Optional<Mixup> mixup) {
    this.pixels = pixels;
    this.outside = outside;
    this.side = side;
    this.channels = channels;
    this.labels = labels;
    this.mixup = mixup;
  }

  /** Returns normalised pixels, interleaved: (images, height, width, channels). */
  public float[] pixels() {
    return pixels;
  }

  /** Returns the same pixels outside of the Java heap. */
  ByteBuffer outside() {
    return outside;
  }

  /** Returns the class of each image; of mixed ones, that of the first of the two. */
  public int[] labels() {
    return labels;
  }

  /**
   * Returns the targets of a network: one row per image, the label, with a share spread over all
   * classes (arXiv 1512.00567, section 7); of mixed images both labels, in their proportion.
   *
   * @param smoothing the share
   */
  public float[] targets(int classes, double smoothing) {
    float[] targets = new float[images() * classes];
    Arrays.fill(targets, (float) (smoothing / classes));
    for (int i = 0; i < images(); i++) {
      float own = mixup.isPresent() ? mixup.get().shares()[i] : 1;
      int other = mixup.isPresent() ? mixup.get().other(i) : i;
      targets[i * classes + labels[i]] += (float) (own * (1 - smoothing));
      targets[i * classes + labels[other]] += (float) ((1 - own) * (1 - smoothing));
    }
    return targets;
  }

  /** Returns the number of images. */
  public int images() {
    return labels.length;
  }

  /** Returns the height of each image. */
  public int height() {
    return side;
  }

  /** Returns the width of each image. */
  public int width() {
    return side;
  }

  /** Returns 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }
}
