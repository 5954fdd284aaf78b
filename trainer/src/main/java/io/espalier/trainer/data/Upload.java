package io.espalier.trainer.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Puts batches on a device. */
public final class Upload {

  private Upload() {}

  /**
   * Puts the images of a batch on a device. On a CPU they stay where they are: what is returned is
   * valid as long as the batch is.
   *
   * @param manager owns what is returned
   * @return N x C x H x W, laid out N x H x W x C underneath, which is what convolutions on CPUs
   *     like best
   */
  public static NDArray images(Batch batch, NDManager manager) {
    return inPlace(batch, manager).transpose(0, 3, 1, 2);
  }

  /** Puts a copy of the images of a batch on a device, which stays valid after the batch. */
  public static NDArray copy(Batch batch, NDManager manager) {
    try (NDArray original = inPlace(batch, manager)) {
      return original.duplicate().transpose(0, 3, 1, 2);
    }
  }

  private static NDArray inPlace(Batch batch, NDManager manager) {
    Shape shape = new Shape(batch.images(), batch.height(), batch.width(), batch.channels());
    return manager.create(batch.outside(), shape, DataType.FLOAT32);
  }
}
