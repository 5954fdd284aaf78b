package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The form of all images of a data set: a square of bytes, (side, side, channels).
 *
 * <p>If it resizes, the square in the centre of an image is cut out and is brought to the frame's
 * size by antialiased linear interpolation.
 *
 * @param channels 1 for grey, 3 for RGB
 * @param side height and width
 * @param resizes whether images of other sizes are resized; otherwise they do not fit
 */
record Frame(int channels, int side, boolean resizes) {

  /**
   * @throws IllegalArgumentException if there is no such image
   */
  Frame {
    checkArgument(channels == 1 || channels == 3, "Images have 1 or 3 channels, not %s.", channels);
    checkArgument(side > 0, "The side (%s) must be positive.", side);
  }

  /**
   * Returns the frame for images: with the side that is given, or else that of the first image that
   * can be read.
   *
   * @throws DataException if that is not a square, or no image can be read
   */
  static Frame of(ImageSource source, ImmutableIntArray indices, int channels, OptionalInt side) {
    if (side.isPresent()) {
      return new Frame(channels, side.getAsInt(), true);
    }
    for (int i = 0; i < indices.length(); i++) {
      Optional<Picture> first = readable(source, indices.get(i));
      if (first.isPresent()) {
        checkSquare(source, source.name(indices.get(i)), first.get());
        return new Frame(channels, first.get().height(), false);
      }
    }
    throw source
        .location()
        .problem(
            "none of the %s images can be read, beginning with %s. Are these image files?"
                .formatted(indices.length(), source.name(indices.get(0))));
  }

  /** The loader will read an unreadable image again, and name all of its kind. */
  private static Optional<Picture> readable(ImageSource source, int index) {
    try {
      return Optional.of(source.read(index));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void checkSquare(ImageSource source, String name, Picture picture) {
    if (picture.width() != picture.height()) {
      throw source
          .location()
          .problem(
              ("%s is %s x %s (width x height), which is not a square. Set data.side, such as %s:"
                      + " all images will be resized and cropped to squares of it.")
                  .formatted(
                      name,
                      picture.width(),
                      picture.height(),
                      Math.min(picture.width(), picture.height())));
    }
  }

  /** Returns the bytes of an image in this frame. */
  int bytes() {
    return Math.multiplyExact(Math.multiplyExact(side, side), channels);
  }

  /** Returns whether a picture can be brought to this frame. */
  boolean admits(Picture picture) {
    return resizes || hasSize(picture);
  }

  private boolean hasSize(Picture picture) {
    return picture.height() == side && picture.width() == side;
  }

  /**
   * Returns the bytes of a picture that is admitted; the picture's own bytes if it fits already.
   */
  byte[] pixels(Picture picture) {
    checkArgument(
        admits(picture),
        "A picture of %s x %s pixels does not fit.",
        picture.height(),
        picture.width());
    Picture colored = picture.withChannels(channels);
    return hasSize(picture)
        ? colored.pixels()
        : Resampling.resize(colored.centreSquare(), side, side).pixels();
  }
}
