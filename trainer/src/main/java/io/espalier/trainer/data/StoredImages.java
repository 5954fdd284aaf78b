package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/** Images that were decoded once and are kept in memory. */
final class StoredImages implements ImageSet {

  private final Frame frame;
  private final ImmutableIntArray labels;
  private final byte[][] pixels;

  StoredImages(Frame frame, ImmutableIntArray labels, List<byte[]> pixels) {
    this.frame = frame;
    this.labels = labels;
    this.pixels = pixels.toArray(byte[][]::new);
  }

  @Override
  public int size() {
    return pixels.length;
  }

  @Override
  public int label(int index) {
    return labels.get(index);
  }

  @Override
  public int channels() {
    return frame.channels();
  }

  @Override
  public int side() {
    return frame.side();
  }

  @Override
  public void read(int[] indices, byte[] target) {
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pixels[indices[i]], 0, target, i * bytes(), bytes());
    }
  }
}
