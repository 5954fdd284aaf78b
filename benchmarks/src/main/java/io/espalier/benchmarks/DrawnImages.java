package io.espalier.benchmarks;

import io.espalier.trainer.data.ImageSet;
import java.util.SplittableRandom;

/** Images of drawn pixels, of class 0. */
record DrawnImages(int size, int side, int channels) implements ImageSet {
  @Override
  public int label(int index) {
    return 0;
  }

  @Override
  public void read(int[] indices, byte[] target) {
    new SplittableRandom(1).nextBytes(target);
  }
}
