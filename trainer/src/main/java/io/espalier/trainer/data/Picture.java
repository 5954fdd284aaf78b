package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A decoded image of any size: unsigned bytes, interleaved, (height, width, channels).
 *
 * <p>The bytes are handed over, not copied: nobody writes to them.
 */
public final class Picture {

  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels;

  /**
   * Takes over decoded bytes.
   *
   * @throws IllegalArgumentException if their number is not that of the picture, or it is neither
   *     grey nor RGB
   */
  public Picture(int height, int width, int channels, byte[] pixels) {
    checkArgument(
        channels == 1 || channels == 3, "A picture has 1 or 3 channels, not %s.", channels);
    checkArgument(
        pixels.length == height * width * channels,
        "A picture of %s x %s x %s does not have %s bytes.",
        height,
        width,
        channels,
        pixels.length);
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.pixels = pixels;
  }

  /** Returns the height in pixels. */
  public int height() {
    return height;
  }

  /** Returns the width in pixels. */
  public int width() {
    return width;
  }

  /** Returns 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }

  /** Returns the bytes themselves. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * Returns the picture in grey or in RGB: grey is repeated in each channel, RGB becomes luma as in
   * ITU-R BT.601 (and in Pillow).
   */
  Picture withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    byte[] converted = new byte[height * width * wanted];
    for (int i = 0; i < height * width; i++) {
      if (wanted == 1) {
        int luma = 19595 * sample(3 * i) + 38470 * sample(3 * i + 1) + 7471 * sample(3 * i + 2);
        converted[i] = (byte) ((luma + 0x8000) >> 16);
      } else {
        converted[3 * i] = pixels[i];
        converted[3 * i + 1] = pixels[i];
        converted[3 * i + 2] = pixels[i];
      }
    }
    return new Picture(height, width, wanted, converted);
  }

  /** Returns the largest square in the centre. */
  Picture centreSquare() {
    if (height == width) {
      return this;
    }
    int side = Math.min(height, width);
    int top = (height - side) / 2;
    int left = (width - side) / 2;
    byte[] square = new byte[side * side * channels];
    for (int y = 0; y < side; y++) {
      int row = ((top + y) * width + left) * channels;
      System.arraycopy(pixels, row, square, y * side * channels, side * channels);
    }
    return new Picture(side, side, channels, square);
  }

  private int sample(int index) {
    return pixels[index] & 0xFF;
  }
}
