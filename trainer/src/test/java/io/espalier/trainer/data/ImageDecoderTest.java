package io.espalier.trainer.data;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static java.awt.image.BufferedImage.TYPE_4BYTE_ABGR;
import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {

  @ParameterizedTest
  @CsvSource({"png", "bmp"})
  void losslessRgbIsReadAsItIs(String format) throws IOException {
    BufferedImage image = Samples.noise(7, 5, TYPE_3BYTE_BGR, 1);
    Picture picture = ImageDecoder.decode(Samples.encoded(image, format));
    assertThat(picture.width()).isEqualTo(7);
    assertThat(picture.height()).isEqualTo(5);
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(samples(picture)).isEqualTo(image.getRaster().getPixels(0, 0, 7, 5, (int[]) null));
  }

  @Test
  void greyPngIsNotBrightened() throws IOException {
    BufferedImage image = Samples.noise(6, 6, TYPE_BYTE_GRAY, 2);
    Picture picture = ImageDecoder.decode(Samples.encoded(image, "png"));
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(samples(picture)).isEqualTo(image.getRaster().getPixels(0, 0, 6, 6, (int[]) null));
  }

  @Test
  void sixteenBitsAreRoundedToEight() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 65535, 257 * 100, 257 * 100 + 200});
    Picture picture = ImageDecoder.decode(Samples.encoded(image, "png"));
    assertThat(samples(picture)).containsExactly(0, 255, 100, 101);
  }

  @Test
  void transparencyIsDropped() throws IOException {
    BufferedImage image = Samples.noise(5, 5, TYPE_4BYTE_ABGR, 3);
    Picture picture = ImageDecoder.decode(Samples.encoded(image, "png"));
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(samples(picture)[0]).isEqualTo(image.getRaster().getSample(0, 0, 0));
    assertThat(samples(picture)[3 * 24 + 2]).isEqualTo(image.getRaster().getSample(4, 4, 2));
  }

  @Test
  void paletteBecomesColours() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, TYPE_BYTE_INDEXED);
    image.setRGB(1, 0, 0xFF0000);
    image.setRGB(2, 0, 0x0000FF);
    Picture picture = ImageDecoder.decode(Samples.encoded(image, "png"));
    assertThat(samples(picture)).containsExactly(0, 0, 0, 255, 0, 0, 0, 0, 255);
  }

  @Test
  void greyJpegHasOneChannel() throws IOException {
    Picture picture = ImageDecoder.decode(Samples.encoded(flat(TYPE_BYTE_GRAY, 100), "jpg"));
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(samples(picture)).containsOnly(IntStream.of(100).boxed().toArray(Integer[]::new));
  }

  @Test
  void rgbJpegKeepsItsColours() throws IOException {
    BufferedImage image = flat(TYPE_3BYTE_BGR, 0);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(200, 100, 50));
    graphics.fillRect(0, 0, 16, 16);
    graphics.dispose();
    assertColour(ImageDecoder.decode(Samples.encoded(image, "jpg")), 200, 100, 50, 3);
  }

  @Test
  void cmykJpegBecomesRgb() throws IOException {
    // Adobe's inverted CMYK: 255 is no ink. Cyan in full, nothing else.
    Picture picture = ImageDecoder.decode(cmykJpeg(0, 255, 255, 255));
    assertThat(picture.channels()).isEqualTo(3);
    int[] samples = samples(picture);
    assertThat(samples[0]).isLessThan(60);
    assertThat(samples[1]).isGreaterThan(120);
    assertThat(samples[2]).isGreaterThan(180);
  }

  @Test
  void webpIsRead() throws IOException {
    Picture picture = ImageDecoder.decode(WebpSample.stripes(8, 4, 30, 90));
    assertThat(picture.width()).isEqualTo(8);
    assertThat(picture.height()).isEqualTo(4);
    assertThat(Arrays.copyOf(samples(picture), 6)).containsExactly(30, 10, 90, 30, 200, 90);
  }

  static Stream<Arguments> files() throws IOException {
    BufferedImage image = Samples.noise(24, 24, TYPE_3BYTE_BGR, 4);
    return Stream.of(
        Arguments.of("JPEG", Samples.encoded(image, "jpg")),
        Arguments.of("grey JPEG", Samples.encoded(Samples.noise(24, 24, TYPE_BYTE_GRAY, 5), "jpg")),
        Arguments.of("PNG", Samples.encoded(image, "png")),
        Arguments.of("BMP", Samples.encoded(image, "bmp")),
        Arguments.of("WebP", WebpSample.stripes(24, 24, 1, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aFileThatIsCutAnywhereIsRefused(String format, byte[] file) throws IOException {
    ImageDecoder.decode(file);
    for (int length = 0; length < file.length; length += 1 + file.length / 97) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut))
          .as("%s cut to %s of %s bytes", format, length, file.length)
          .isInstanceOf(IOException.class);
    }
    byte[] lastByteGone = Arrays.copyOf(file, file.length - 1);
    assertThatThrownBy(() -> ImageDecoder.decode(lastByteGone)).isInstanceOf(IOException.class);
  }

  @Test
  void bytesAfterTheEndDoNotHarm() throws IOException {
    byte[] file = Samples.encoded(flat(TYPE_3BYTE_BGR, 9), "jpg");
    assertThat(ImageDecoder.decode(Arrays.copyOf(file, file.length + 50)).width()).isEqualTo(16);
  }

  @Test
  void anEndInsideAThumbnailIsNotTheEnd() throws IOException {
    byte[] file = Samples.encoded(Samples.noise(24, 24, TYPE_3BYTE_BGR, 6), "jpg");
    byte[] thumbnail = {(byte) 0xFF, (byte) 0xE1, 0, 6, (byte) 0xFF, (byte) 0xD9, 0, 0};
    ByteBuffer cut = ByteBuffer.allocate(file.length - 20 + thumbnail.length);
    cut.put(file, 0, 2).put(thumbnail).put(file, 2, file.length - 22);
    assertThatThrownBy(() -> ImageDecoder.decode(cut.array())).hasMessageContaining("truncated");
  }

  @Test
  void lostPixelsInTheMiddleOfAJpegAreRefused() throws IOException {
    byte[] file = Samples.encoded(Samples.noise(64, 64, TYPE_3BYTE_BGR, 7), "jpg");
    int hole = file.length / 2;
    ByteBuffer rest = ByteBuffer.allocate(file.length - 500);
    rest.put(file, 0, hole).put(file, hole + 500, file.length - hole - 500);
    assertThatThrownBy(() -> ImageDecoder.decode(rest.array()))
        .hasMessageContaining("is damaged: Corrupt JPEG data: premature end");
  }

  @Test
  void anAbsurdSizeIsRefusedByTheHeader() throws IOException {
    ByteBuffer png = ByteBuffer.wrap(Samples.png(4, 4, 1));
    png.putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    png.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> ImageDecoder.decode(png.array()))
        .hasMessageContaining("it has 3600000000 pixels, more than 64000000");
  }

  @Test
  void whatIsNoImageSaysSo() {
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0])).hasMessage("is empty");
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[] {'G', 'I', 'F', '8', '9', 'a'}))
        .hasMessage("is not a JPEG, PNG, BMP or WebP image");
  }

  private static BufferedImage flat(int type, int value) {
    BufferedImage image = new BufferedImage(16, 16, type);
    for (int i = 0; i < 256; i++) {
      for (int band = 0; band < image.getRaster().getNumBands(); band++) {
        image.getRaster().setSample(i % 16, i / 16, band, value);
      }
    }
    return image;
  }

  /** Four bands without conversion, and the marker that Adobe's programs put into such files. */
  private static byte[] cmykJpeg(int... color) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, color);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    byte[] adobe = {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    byte[] plain = out.toByteArray();
    ByteBuffer file = ByteBuffer.allocate(plain.length + adobe.length);
    return file.put(plain, 0, 2).put(adobe).put(plain, 2, plain.length - 2).array();
  }

  private static void assertColour(Picture picture, int red, int green, int blue, int off) {
    int[] samples = samples(picture);
    assertThat(samples[0]).isCloseTo(red, within(off));
    assertThat(samples[1]).isCloseTo(green, within(off));
    assertThat(samples[2]).isCloseTo(blue, within(off));
  }

  private static int[] samples(Picture picture) {
    return IntStream.range(0, picture.pixels().length)
        .map(i -> picture.pixels()[i] & 0xFF)
        .toArray();
  }
}
