package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDManager;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.Draw;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import java.util.Set;

/**
 * Measures anew the means and variances that batch norm divides by, for a network whose
 * convolutions were changed. Nothing is learned.
 */
public final class Calibration {

  /** Stands for the trial and the epoch in the order of the images, which are those of none. */
  private static final int NONE = -1;

  private Calibration() {}

  /**
   * Replaces the running statistics by their means over batches of training images.
   *
   * @param images about how many are looked at: whole batches, at least one
   * @param seed decides which
   */
  public static void calibrate(
      Network network, Dataset dataset, int images, int batch, long seed, NDManager manager) {
    int wanted = Math.max(1, images / batch);
    Draw draw = new Draw(seed, NONE, NONE);
    try (Batches batches =
        Batches.training(dataset.train(), dataset.normalisation(), batch, Set.of(), draw, 0)) {
      for (int done = 0; done < wanted && batches.hasNext(); done++) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          network.forward(Upload.images(next, scratch), Pass.calibrating(done));
        }
      }
    }
  }
}
