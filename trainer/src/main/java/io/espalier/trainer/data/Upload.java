package io.espalier.trainer.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Puts batches on a device. */
public final class Upload {

  private Upload() {}

  /**
   * Puts the images of a batch on a device.
   *
   * @param manager owns what is returned
   * @return N x C x H x W, laid out N x H x W x C underneath, which is what convolutions on CPUs
   *     like best
   */
  public static NDArray images(Batch batch, ImageSet images, NDManager manager) {
    Shape shape = new Shape(batch.size(), images.side(), images.side(), images.channels());
    return manager.create(batch.pixels(), shape).transpose(0, 3, 1, 2);
  }
}
