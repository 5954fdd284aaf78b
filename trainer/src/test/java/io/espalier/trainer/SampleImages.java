package io.espalier.trainer;

import io.espalier.trainer.data.ImageSet;
import java.util.SplittableRandom;

/** Images of drawn pixels, always the same ones, of class 0. */
public record SampleImages(int size, int side, int channels) implements ImageSet {

  @Override
  public int label(int index) {
    return 0;
  }

  @Override
  public void read(int[] indices, byte[] target) {
    byte[] image = new byte[bytes()];
    for (int i = 0; i < indices.length; i++) {
      new SplittableRandom(indices[i]).nextBytes(image);
      System.arraycopy(image, 0, target, i * image.length, image.length);
    }
  }
}
