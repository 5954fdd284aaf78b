package io.espalier.trainer.learn;

import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Picture;
import java.util.List;

/** Pictures with the labels of the images that they were made of. */
record ThumbnailImages(List<Picture> pictures, ImageSet images) implements ImageSet {

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }

  @Override
  public int channels() {
    return pictures.get(0).channels();
  }

  @Override
  public int side() {
    return pictures.get(0).height();
  }

  @Override
  public void read(int[] indices, byte[] target) {
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pictures.get(indices[i]).pixels(), 0, target, i * bytes(), bytes());
    }
  }
}
