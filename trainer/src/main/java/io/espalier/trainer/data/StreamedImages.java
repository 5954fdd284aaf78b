package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.stream.IntStream;

/** Images that are decoded whenever they are read, several at once; the source stays open. */
final class StreamedImages implements ImageSet {

  private final ImageSource source;
  private final ImmutableIntArray indices;
  private final Frame frame;

  /**
   * @param indices which of the source's images these are
   */
  StreamedImages(ImageSource source, ImmutableIntArray indices, Frame frame) {
    this.source = source;
    this.indices = indices;
    this.frame = frame;
  }

  @Override
  public int size() {
    return indices.length();
  }

  @Override
  public int label(int index) {
    return source.labels().get(indices.get(index));
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
  public void read(int[] wanted, byte[] target) {
    IntStream.range(0, wanted.length)
        .parallel()
        .forEach(
            i -> System.arraycopy(pixels(wanted[i]), 0, target, i * frame.bytes(), frame.bytes()));
  }

  private byte[] pixels(int index) {
    int image = indices.get(index);
    try {
      return frame.pixels(source.read(image));
    } catch (IOException e) {
      throw source
          .location()
          .problem(
              "%s could be read at the start, but now it %s. Restore it and resume."
                  .formatted(source.name(image), e.getMessage()));
    }
  }
}
