package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;

/**
 * Images whose classes are numbered as a network's outputs.
 *
 * @param images where classes are counted in the order of their names
 * @param outputs the output of each class
 */
record OutputImages(ImageSet images, ImmutableIntArray outputs) implements ImageSet {

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int index) {
    return outputs.get(images.label(index));
  }

  @Override
  public int channels() {
    return images.channels();
  }

  @Override
  public int side() {
    return images.side();
  }

  @Override
  public void read(int[] indices, byte[] target) {
    images.read(indices, target);
  }
}
