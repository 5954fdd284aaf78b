package io.espalier.trainer.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG of 8 bits per channel, grey or RGB, without losing anything. */
public final class PngFile {

  private PngFile() {}

  /** Returns the bytes of the file. */
  public static byte[] encode(Picture picture) throws IOException {
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            picture.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    int[] samples = new int[picture.pixels().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = picture.pixels()[i] & 0xFF;
    }
    // Into the raster: AWT's conversions would take grey for linear light.
    image.getRaster().setPixels(0, 0, picture.width(), picture.height(), samples);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
