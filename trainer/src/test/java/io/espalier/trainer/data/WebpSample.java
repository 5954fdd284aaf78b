package io.espalier.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Writes a lossless WebP of two colours, which ImageIO cannot: one bit per pixel chooses the green
 * value; red, blue and alpha are constant.
 *
 * @see <a
 *     href="https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification">
 *     WebP lossless bitstream</a>
 */
final class WebpSample {

  private final BitSet bits = new BitSet();
  private int length;

  private WebpSample() {}

  /** The green of pixel i (row by row) is 200 where i is odd and 10 where it is even. */
  static byte[] stripes(int width, int height, int red, int blue) {
    WebpSample sample = new WebpSample();
    sample.put(0x2F, 8);
    sample.put(width - 1, 14);
    sample.put(height - 1, 14);
    sample.put(0, 1 + 3); // no alpha, version 0
    sample.put(0, 1 + 1 + 1); // no transform, no colour cache, one group of prefix codes
    sample.put(0b1 | 0b1 << 1 | 0b1 << 2 | 10 << 3, 11); // green: simple code of two 8-bit symbols
    sample.put(200, 8);
    sample.single(red);
    sample.single(blue);
    sample.single(255);
    sample.put(0b0001, 4); // distances: the symbol 0, never used
    for (int i = 0; i < width * height; i++) {
      sample.put(i % 2, 1);
    }
    return sample.file();
  }

  private void single(int symbol) {
    put(0b101 | symbol << 3, 11);
  }

  private void put(int value, int count) {
    for (int i = 0; i < count; i++) {
      bits.set(length++, (value >> i & 1) == 1);
    }
  }

  private byte[] file() {
    int bytes = (length + 7) / 8;
    int padded = bytes + bytes % 2;
    ByteBuffer file = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(12 + padded);
    file.put(new byte[] {'W', 'E', 'B', 'P', 'V', 'P', '8', 'L'}).putInt(bytes);
    file.put(bits.toByteArray());
    return file.array();
  }
}
