package io.espalier.trainer.data;

import static io.espalier.space.spec.Augmentation.CROP;
import static io.espalier.space.spec.Augmentation.FLIP;

import io.espalier.space.spec.Augmentation;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Normalises an image, and crops and flips it at random.
 *
 * <p>A crop is a window of the old size somewhere on the image with a border of zeros around it, an
 * eighth of the side wide; zero after normalisation is the mean. This is what He et al. do for
 * CIFAR-10 (Deep Residual Learning, section 4.2).
 */
final class Augmenter {

  private final int side;
  private final int channels;
  private final float[] table;
  private final Set<Augmentation> augmentations;

  Augmenter(ImageSet images, Normalisation normalisation, Set<Augmentation> augmentations) {
    this.side = images.side();
    this.channels = images.channels();
    this.table = normalisation.table();
    this.augmentations = augmentations;
  }

  /** Writes an image, which begins at an offset in bytes, to the same offset in pixels. */
  void apply(byte[] bytes, int offset, float[] pixels, SplittableRandom generator) {
    int border = augmentations.contains(CROP) ? side / 8 : 0;
    // All numbers are always drawn, so that one augmentation does not change another.
    int down = generator.nextInt(2 * border + 1) - border;
    int right = generator.nextInt(2 * border + 1) - border;
    boolean flip = generator.nextInt(2) == 1 && augmentations.contains(FLIP);
    int row = side * channels;
    for (int y = 0; y < side; y++) {
      int target = offset + y * row;
      int source = y + down;
      if (source < 0 || source >= side) {
        Arrays.fill(pixels, target, target + row, 0f);
      } else {
        row(bytes, offset + source * row, pixels, target, right, flip);
      }
    }
  }

  /** Writes an image as it is, normalised. */
  void normalise(byte[] bytes, int offset, float[] pixels) {
    for (int y = 0; y < side; y++) {
      int row = offset + y * side * channels;
      row(bytes, row, pixels, row, 0, false);
    }
  }

  private void row(byte[] bytes, int source, float[] pixels, int target, int right, boolean flip) {
    int first = Math.max(0, -right);
    int end = Math.min(side, side - right);
    int written = flip ? side - end : first;
    Arrays.fill(pixels, target, target + written * channels, 0f);
    Arrays.fill(pixels, target + (written + end - first) * channels, target + side * channels, 0f);
    int step = flip ? -channels : channels;
    int from = source + ((flip ? end - 1 : first) + right) * channels;
    int to = target + written * channels;
    for (int x = first; x < end; x++, from += step, to += channels) {
      for (int c = 0; c < channels; c++) {
        pixels[to + c] = table[(c << 8) + (bytes[from + c] & 0xFF)];
      }
    }
  }
}
