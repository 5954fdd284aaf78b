package io.espalier.trainer.dynamic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;

/**
 * Classifies images, each in the resolution that the predictor finds best; without noise, so equal
 * images get equal answers.
 *
 * @param network the classifier at each resolution, then the predictor; stays the caller's
 * @param resolutions how many there are to choose from
 */
public record DynamicClassifier(Network network, int resolutions) {

  /**
   * What came of a batch, in its order.
   *
   * @param scores images x classes, before softmax
   * @param chosen resolution of each image
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as records.
  public record Answers(float[] scores, int[] chosen) {}

  /** Classifies a batch; its manager owns what is computed on the way. */
  public Answers classify(NDArray images) {
    int[] chosen = choose(images);
    return new Answers(classify(images, chosen), chosen);
  }

  /** Returns the resolution for each image. */
  public int[] choose(NDArray images) {
    float[] scores = network.forward(resolutions, images, Pass.INFERENCE).toFloatArray();
    return Groups.argmax(scores, resolutions);
  }

  /**
   * Classifies a batch in given resolutions.
   *
   * @return images x classes, before softmax, in the order of the batch
   */
  public float[] classify(NDArray images, int[] chosen) {
    int classes = network.blueprint().task().classes();
    float[] scores = new float[chosen.length * classes];
    Groups groups = Groups.of(chosen, resolutions);
    for (int r = 0; r < resolutions; r++) {
      ImmutableIntArray members = groups.members(r);
      if (!members.isEmpty()) {
        float[] part = classify(images, members, r);
        for (int i = 0; i < members.length(); i++) {
          System.arraycopy(part, i * classes, scores, members.get(i) * classes, classes);
        }
      }
    }
    return scores;
  }

  private float[] classify(NDArray images, ImmutableIntArray members, int resolution) {
    try (NDManager scratch = images.getManager().newSubManager()) {
      scratch.tempAttachAll(images);
      return network
          .forward(resolution, Groups.images(images, members), Pass.INFERENCE)
          .toFloatArray();
    }
  }
}
