package io.espalier.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyPixelComesBack(int channels) throws IOException {
    byte[] pixels = new byte[7 * 40 * channels];
    new SplittableRandom(channels).nextBytes(pixels);
    for (int i = 0; i < 256; i++) {
      pixels[i] = (byte) i;
    }
    Picture read = ImageDecoder.decode(PngFile.encode(new Picture(7, 40, channels, pixels)));
    assertThat(read.height()).isEqualTo(7);
    assertThat(read.width()).isEqualTo(40);
    assertThat(read.channels()).isEqualTo(channels);
    assertThat(read.pixels()).isEqualTo(pixels);
  }

  /** Red first: what other programs see. */
  @Test
  void channelsAreInTheirOrder() throws IOException {
    byte[] file = PngFile.encode(new Picture(1, 1, 3, new byte[] {(byte) 200, 100, 50}));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(200 << 16 | 100 << 8 | 50);
  }
}
