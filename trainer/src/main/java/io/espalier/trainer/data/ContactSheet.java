package io.espalier.trainer.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;

/**
 * Pictures side by side in rows, all as large as the largest, as photographers print them.
 *
 * <p>Smaller ones are enlarged pixel by pixel, so that each of their pixels is seen as it is.
 */
public final class ContactSheet {

  /** White pixels between pictures, and around them. */
  private static final int GAP = 4;

  private final int side;
  private final int channels;
  private final int width;
  private final byte[] pixels;

  private ContactSheet(int rows, int columns, int side, int channels) {
    this.side = side;
    this.channels = channels;
    this.width = columns * (side + GAP) + GAP;
    this.pixels = new byte[(rows * (side + GAP) + GAP) * width * channels];
    Arrays.fill(pixels, (byte) 0xFF);
  }

  /**
   * Lays pictures out.
   *
   * @param rows as many squares in each, all grey or all RGB
   * @throws IllegalArgumentException if there are none, or if a side is not a multiple of another
   */
  public static Picture of(List<List<Picture>> rows) {
    checkArgument(!rows.isEmpty() && !rows.get(0).isEmpty(), "There are no pictures to lay out.");
    int side = rows.stream().flatMap(List::stream).mapToInt(Picture::width).max().orElseThrow();
    ContactSheet sheet =
        new ContactSheet(rows.size(), rows.get(0).size(), side, rows.get(0).get(0).channels());
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        sheet.put(rows.get(row).get(column), row, column);
      }
    }
    return new Picture(
        sheet.pixels.length / sheet.width / sheet.channels,
        sheet.width,
        sheet.channels,
        sheet.pixels);
  }

  private void put(Picture picture, int row, int column) {
    checkArgument(
        side % picture.width() == 0 && picture.height() == picture.width(),
        "A picture of %s x %s pixels cannot be enlarged to %s x %s.",
        picture.height(),
        picture.width(),
        side,
        side);
    int times = side / picture.width();
    int top = row * (side + GAP) + GAP;
    int left = column * (side + GAP) + GAP;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int from = (y / times * picture.width() + x / times) * channels;
        int to = ((top + y) * width + left + x) * channels;
        System.arraycopy(picture.pixels(), from, pixels, to, channels);
      }
    }
  }
}
