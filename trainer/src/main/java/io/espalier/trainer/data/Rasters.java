package io.espalier.trainer.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Reads the stored samples of AWT's images.
 *
 * <p>AWT's own conversions would take grey for linear light and brighten it, so samples are taken
 * from the raster wherever the colour model is grey or RGB.
 */
final class Rasters {

  private Rasters() {}

  /** Returns grey where the colour model is grey, RGB else. */
  static Picture picture(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    if (!(colors instanceof IndexColorModel)) {
      if (colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
        return samples(image.getRaster(), colors, 1);
      }
      if (colors.getColorSpace().getType() == ColorSpace.TYPE_RGB) {
        return samples(image.getRaster(), colors, 3);
      }
    }
    return converted(image);
  }

  private static Picture samples(Raster raster, ColorModel colors, int channels) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] highest = new int[channels];
    for (int c = 0; c < channels; c++) {
      highest[c] = (1 << colors.getComponentSize(c)) - 1;
    }
    byte[] pixels = new byte[raster.getHeight() * width * channels];
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width * bands; x += bands) {
        for (int c = 0; c < channels; c++) {
          int sample = row[x + c];
          pixels[at++] =
              (byte) (highest[c] == 255 ? sample : (sample * 255L + highest[c] / 2) / highest[c]);
        }
      }
    }
    return new Picture(raster.getHeight(), width, channels, pixels);
  }

  private static Picture converted(BufferedImage image) {
    int width = image.getWidth();
    int[] row = new int[width];
    byte[] pixels = new byte[image.getHeight() * width * 3];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int rgb : image.getRGB(0, y, width, 1, row, 0, width)) {
        pixels[at++] = (byte) (rgb >> 16);
        pixels[at++] = (byte) (rgb >> 8);
        pixels[at++] = (byte) rgb;
      }
    }
    return new Picture(image.getHeight(), width, 3, pixels);
  }
}
