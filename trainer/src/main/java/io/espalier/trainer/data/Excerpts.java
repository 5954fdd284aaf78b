package io.espalier.trainer.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Puts some images of a batch together, in another resolution, for a network to look at: bilinear
 * and antialiased, as PyTorch's {@code interpolate(..., antialias=True)}, which takes longer.
 *
 * <p>The memory is used again: an array is valid until the next call.
 */
public final class Excerpts {

  private float[] image = {};
  private ByteBuffer outside = ByteBuffer.allocateDirect(0);

  /**
   * Puts images on a device.
   *
   * @param members which images of the batch
   * @param side height and width that they get
   * @param manager owns what is returned
   * @return members x C x side x side, laid out N x H x W x C underneath
   */
  public NDArray of(Batch batch, ImmutableIntArray members, int side, NDManager manager) {
    boolean asItIs = side == batch.height() && members.length() == batch.images();
    return asItIs ? Upload.images(batch, manager) : put(batch, members, side, manager);
  }

  private NDArray put(Batch batch, ImmutableIntArray members, int side, NDManager manager) {
    int channels = batch.channels();
    int own = batch.height() * batch.width() * channels;
    int size = side * side * channels;
    FloatBuffer filled = reserve(size, members.length()).asFloatBuffer();
    Resampling resampling = new Resampling(batch.height(), side);
    for (int i = 0; i < members.length(); i++) {
      int first = members.get(i) * own;
      if (side == batch.height()) {
        filled.put(batch.pixels(), first, size);
      } else {
        resampling.resize(batch.pixels(), first, channels, image);
        filled.put(image, 0, size);
      }
    }
    ByteBuffer used = outside.slice(0, members.length() * size * Float.BYTES);
    Shape shape = new Shape(members.length(), side, side, channels);
    return manager
        .create(used.order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32)
        .transpose(0, 3, 1, 2);
  }

  private ByteBuffer reserve(int size, int members) {
    if (image.length < size) {
      image = new float[size];
    }
    int bytes = members * size * Float.BYTES;
    if (outside.capacity() < bytes) {
      outside = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return outside;
  }
}
