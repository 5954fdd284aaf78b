package io.espalier.trainer.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG (also grey, CMYK and YCCK), PNG, BMP and WebP with ImageIO and TwelveMonkeys.
 *
 * <p>The pixels are what is stored: an EXIF orientation and colour profiles of RGB images are
 * ignored, transparency is dropped, 16 bits become 8. Nothing is written to disk.
 */
final class ImageDecoder {

  /** Larger images are refused after their header is read: decoding them could take all memory. */
  private static final long MOST_PIXELS = 64_000_000;

  /** What the JPEG decoder says when pixels are lost. Other warnings are about metadata. */
  private static final Pattern PIXELS_LOST =
      Pattern.compile("Truncated File.*|Corrupt JPEG data: (?!.*extraneous).*");

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws IOException if it is empty, in another format, truncated, damaged, or larger than 64
   *     megapixels; the message goes on after the image's name
   */
  static Picture decode(byte[] file) throws IOException {
    if (file.length == 0) {
      throw new IOException("is empty");
    }
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(() -> new IOException("is not a JPEG, PNG, BMP or WebP image"));
    if (!format.isComplete(file)) {
      throw new IOException("is truncated: the %s has no end".formatted(format));
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return Rasters.picture(decode(reader, in));
    } catch (IOException | RuntimeException e) {
      // Decoders throw any exception when bytes are damaged.
      throw new IOException("is damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage decode(ImageReader reader, ImageInputStream in) throws IOException {
    List<String> lost = new ArrayList<>();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (PIXELS_LOST.matcher(warning).matches()) {
            lost.add(warning);
          }
        });
    reader.setInput(in, true, true);
    // Some formats store an image upside down and say so by a negative height.
    long pixels = Math.abs((long) reader.getWidth(0) * reader.getHeight(0));
    if (pixels > MOST_PIXELS) {
      throw new IOException("it has %s pixels, more than %s".formatted(pixels, MOST_PIXELS));
    }
    BufferedImage image = reader.read(0);
    if (!lost.isEmpty()) {
      throw new IOException(lost.get(0));
    }
    return image;
  }
}
