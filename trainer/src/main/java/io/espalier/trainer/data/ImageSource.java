package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.List;

/**
 * Labelled images as they are stored on disk, of any size, each read when it is needed.
 *
 * <p>Reading is safe from several threads. The caller that opened a source closes it.
 */
public interface ImageSource extends AutoCloseable {

  /** Returns what is known of the images before the first is read. */
  Listing listing();

  /** Returns where the images are. */
  default Location location() {
    return listing().location();
  }

  /** Returns the names of the classes; a class's number is its place in this list. */
  default List<String> classNames() {
    return listing().classNames();
  }

  /** Returns the class of every image. */
  default ImmutableIntArray labels() {
    return listing().labels();
  }

  /** Returns the channels that are expected of the images: 1 for grey, 3 for RGB. */
  default int channels() {
    return listing().channels();
  }

  /** Returns the name by which the user knows an image, such as {@code cat/0003.jpg}. */
  String name(int index);

  /**
   * Reads and decodes an image.
   *
   * @throws IOException if it cannot be read; the message goes on after the image's name
   */
  Picture read(int index) throws IOException;

  /** Lets go of files. */
  @Override
  void close();
}
