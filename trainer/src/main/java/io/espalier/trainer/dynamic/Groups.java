package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The images of a batch by the resolution that was chosen for each, so that every resolution is
 * computed once, and each batch norm sees only its own images.
 */
final class Groups {

  private final int[] chosen;
  private final int resolutions;

  private Groups(int[] chosen, int resolutions) {
    this.chosen = chosen;
    this.resolutions = resolutions;
  }

  /**
   * Groups a batch.
   *
   * @param chosen the resolution of each image
   */
  static Groups of(int[] chosen, int resolutions) {
    return new Groups(chosen.clone(), resolutions);
  }

  /**
   * Groups a batch to learn from. An image that would be alone joins the largest group: one image
   * has no variance that a batch norm could learn from.
   */
  static Groups ofSeveral(int[] chosen, int resolutions) {
    int[] counts = new int[resolutions];
    Arrays.stream(chosen).forEach(r -> counts[r]++);
    int most = IntStream.range(0, resolutions).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
    return new Groups(
        Arrays.stream(chosen).map(r -> counts[r] == 1 ? most : r).toArray(), resolutions);
  }

  /** Returns the resolution of each image. */
  int[] chosen() {
    return chosen.clone();
  }

  /** Returns the number of resolutions. */
  int resolutions() {
    return resolutions;
  }

  /** Returns the images of a resolution, in the order of the batch. */
  ImmutableIntArray members(int resolution) {
    return ImmutableIntArray.copyOf(
        IntStream.range(0, chosen.length).filter(i -> chosen[i] == resolution));
  }

  /** Returns 1 where an image has a resolution, else 0: images x resolutions, row by row. */
  float[] oneHot() {
    float[] hot = new float[chosen.length * resolutions];
    for (int i = 0; i < chosen.length; i++) {
      hot[i * resolutions + chosen[i]] = 1;
    }
    return hot;
  }

  /** Returns the column of the largest value of each row, the first of equal ones. */
  static int[] argmax(float[] rows, int columns) {
    return IntStream.range(0, rows.length / columns)
        .map(
            row ->
                IntStream.range(0, columns)
                    .reduce(0, (a, b) -> rows[row * columns + b] > rows[row * columns + a] ? b : a))
        .toArray();
  }

  /** Takes rows of an array, such as the images of a group; gradients flow through it. */
  static NDArray rows(NDArray array, ImmutableIntArray indices) {
    if (indices.length() == array.getShape().get(0)) {
      return array;
    }
    long[] rows = indices.stream().asLongStream().toArray();
    return array.get(array.getManager().create(rows));
  }

  /** Takes some images of a batch, and keeps their layout (N x H x W x C underneath). */
  static NDArray images(NDArray batch, ImmutableIntArray indices) {
    return indices.length() == batch.getShape().get(0)
        ? batch
        : rows(batch.transpose(0, 2, 3, 1), indices).transpose(0, 3, 1, 2);
  }
}
