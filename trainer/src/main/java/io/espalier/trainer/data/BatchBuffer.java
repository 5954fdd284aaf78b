package io.espalier.trainer.data;

/** Arrays that are filled again and again; a last, smaller batch gets arrays of its own. */
final class BatchBuffer {

  private byte[] bytes = {};
  private float[] pixels = {};

  byte[] bytes(int length) {
    if (bytes.length != length) {
      bytes = new byte[length];
    }
    return bytes;
  }

  float[] pixels(int length) {
    if (pixels.length != length) {
      pixels = new float[length];
    }
    return pixels;
  }
}
