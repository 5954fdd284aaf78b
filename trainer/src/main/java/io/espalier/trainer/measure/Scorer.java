package io.espalier.trainer.measure;

import ai.djl.ndarray.NDManager;
import io.espalier.trainer.data.Batch;

/** Finds what a network says of images. */
@FunctionalInterface
public interface Scorer {

  /**
   * Scores a batch.
   *
   * @param scratch on whose device the network is; owns what is computed on the way
   * @return what the network puts out for each image, one after the other
   */
  float[] scores(Batch batch, NDManager scratch);
}
