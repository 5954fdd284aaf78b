package io.espalier.trainer.data;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.List;

/**
 * Labelled images as they lie on disk, of any size, each read when it is asked for.
 *
 * <p>Reading is safe from several threads. Whoever opened a source closes it.
 */
public interface ImageSource extends AutoCloseable {

  /** Returns where the images are. */
  Location location();

  /** Returns the names of the classes; a class's number is its place in this list. */
  List<String> classNames();

  /** Returns the class of every image. */
  ImmutableIntArray labels();

  /** Returns the channels that are expected of the images: 1 for grey, 3 for RGB. */
  int channels();

  /** Returns what the user knows an image by, such as {@code cat/0003.jpg}. */
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
