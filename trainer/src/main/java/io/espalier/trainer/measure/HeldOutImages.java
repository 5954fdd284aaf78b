package io.espalier.trainer.measure;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial;
import io.espalier.trainer.data.Batch;
import io.espalier.trainer.data.Batches;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.data.ImageSet;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.data.Upload;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;

/**
 * Images that networks are measured on.
 *
 * @param images stay the caller's
 * @param normalisation what pixels are shifted and scaled by
 * @param batch images that are looked at together
 */
public record HeldOutImages(ImageSet images, Normalisation normalisation, int batch) {

  /** Returns what a trial is measured on. */
  public static HeldOutImages of(Trial trial, Dataset dataset) {
    ImageSet images =
        switch (trial.measuredOn()) {
          case VALIDATION -> dataset.validation();
          case TEST -> dataset.test().orElseThrow();
        };
    return new HeldOutImages(images, dataset.normalisation(), trial.training().batch());
  }

  /** Measures an ordinary network on all images. */
  public Measurement measure(Network network, NDManager manager) {
    return measure(network, Scoring.of(network.blueprint().task()), manager);
  }

  /**
   * Measures an ordinary network on all images.
   *
   * @param scoring a fresh one, which counts
   */
  public Measurement measure(Network network, Scoring scoring, NDManager manager) {
    return measure(
        (batch, scratch) ->
            network.forward(Upload.images(batch, scratch), Pass.INFERENCE).toFloatArray(),
        scoring,
        manager);
  }

  /**
   * Measures whatever scores images.
   *
   * @param scoring a fresh one, which counts
   * @param manager on whose device the network is
   */
  public Measurement measure(Scorer scorer, Scoring scoring, NDManager manager) {
    try (Batches batches = Batches.inOrder(images, normalisation, batch)) {
      while (batches.hasNext()) {
        Batch next = batches.next();
        try (NDManager scratch = manager.newSubManager()) {
          scoring.add(scorer.scores(next, scratch), next.labels());
        }
      }
    }
    return scoring.measurement();
  }
}
