package io.espalier.trainer.data;

/**
 * Labelled images as training sees them: squares of one size, unsigned bytes, interleaved, (side,
 * side, channels) each.
 *
 * <p>Reading is safe from several threads.
 */
public interface ImageSet {

  /** Returns the number of images. */
  int size();

  /** Returns the class of an image. */
  int label(int index);

  /** Returns 1 for grey, 3 for RGB. */
  int channels();

  /** Returns height and width. */
  int side();

  /** Returns the bytes of an image. */
  default int bytes() {
    return side() * side() * channels();
  }

  /**
   * Copies images one after the other into an array, from its beginning.
   *
   * @throws DataException if an image that was there when the set was opened cannot be read any
   *     more
   */
  void read(int[] indices, byte[] target);
}
