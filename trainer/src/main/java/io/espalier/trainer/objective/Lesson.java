package io.espalier.trainer.objective;

import java.util.Optional;

/**
 * What came of a batch, beside the gradient.
 *
 * @param loss mean over its images, in nats
 * @param paces of every learned value, if they do not all move alike: 1 moves as fast as the
 *     learning rate says, 0 not at all, and keeps its momentum for later
 * @param chosen resolution that was chosen for each image, if any was
 */
@SuppressWarnings("ArrayRecordComponent") // Made in every step; never compared as records.
public record Lesson(double loss, Optional<float[]> paces, int[] chosen) {

  /** Returns what came of a batch from which all values learn alike. */
  public static Lesson of(double loss) {
    return new Lesson(loss, Optional.empty(), new int[0]);
  }
}
