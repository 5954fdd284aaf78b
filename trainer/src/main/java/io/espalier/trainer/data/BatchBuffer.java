package io.espalier.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that is filled again and again; a last, smaller batch gets memory of its own. */
final class BatchBuffer {

  private byte[] bytes = {};
  private float[] pixels = {};
  private ByteBuffer outside = ByteBuffer.allocateDirect(0);

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

  /**
   * Returns a copy of floats outside of the Java heap, where an engine can read it in place. DJL
   * would make such a copy of every batch, and memory outside of the heap is only let go when
   * garbage is collected: gigabytes of it gather until then.
   */
  ByteBuffer outside(float[] values) {
    int bytes = values.length * Float.BYTES;
    if (outside.capacity() != bytes) {
      outside = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    outside.asFloatBuffer().put(values);
    return outside;
  }
}
