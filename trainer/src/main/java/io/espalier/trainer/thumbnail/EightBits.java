package io.espalier.trainer.thumbnail;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.trainer.data.Normalisation;
import java.util.List;

/**
 * Brings thumbnails to what a file of 8 bits per channel can hold.
 *
 * @param normalisation what pixels in [0, 1] were shifted and scaled by
 */
record EightBits(Normalisation normalisation) {

  private static final int MOST = 255;
  private static final Shape PIXEL = new Shape(1, 1, 1, 1);

  /**
   * Returns whole numbers from 0 to 255.
   *
   * @param thumbnails N x C x H x W in normalised pixels, whose manager owns what is returned
   */
  NDArray levels(NDArray thumbnails) {
    NDManager manager = thumbnails.getManager();
    return thumbnails.mul(deviation(manager)).add(mean(manager)).mul(MOST).round().clip(0, MOST);
  }

  /** Returns normalised pixels again. */
  NDArray normalised(NDArray levels) {
    NDManager manager = levels.getManager();
    return levels.div(MOST).sub(mean(manager)).div(deviation(manager));
  }

  /**
   * Returns thumbnails with the values that are too dark or too bright for any level brought to the
   * nearest one that is not; they are not rounded, and gradients flow through the others.
   *
   * @param thumbnails N x C x H x W in normalised pixels, whose manager owns what is returned
   */
  NDArray clipped(NDArray thumbnails) {
    NDManager manager = thumbnails.getManager();
    NDArray black = normalised(manager.zeros(PIXEL));
    NDArray white = normalised(manager.full(PIXEL, MOST));
    return thumbnails.maximum(black).minimum(white);
  }

  private NDArray mean(NDManager manager) {
    return perChannel(normalisation.mean(), manager);
  }

  private NDArray deviation(NDManager manager) {
    return perChannel(normalisation.deviation(), manager);
  }

  private static NDArray perChannel(List<Double> values, NDManager manager) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return manager.create(floats, new Shape(1, floats.length, 1, 1));
  }
}
