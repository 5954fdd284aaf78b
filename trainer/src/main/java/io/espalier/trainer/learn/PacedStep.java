package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes a step in which some values move slower than others, and some not at all: neither they nor
 * what the optimizer carries for them change then, whatever the optimizer is.
 *
 * <p>Decay and momentum do not go on for the batch norm of a resolution that nobody chose (arXiv
 * 2106.02898, section 3.3); the predictor learns at a tenth of the classifier's rate (section 4).
 */
final class PacedStep {

  private static final NDIndex EVERYTHING = new NDIndex(":");

  private PacedStep() {}

  /**
   * Takes the step.
   *
   * @param learned the values, changed in place
   * @param paces one for each of the values, from 0 to 1
   */
  static void take(Descent descent, NDArray learned, NDArray gradient, double rate, float[] paces) {
    List<NDArray> vectors =
        Stream.concat(Stream.of(learned), descent.state().stream())
            .filter(vector -> vector.size() == paces.length)
            .toList();
    try (NDManager scratch = learned.getManager().newSubManager()) {
      List<NDArray> before = vectors.stream().map(v -> owned(v.duplicate(), scratch)).toList();
      descent.step(learned, gradient, rate);
      NDArray pace = scratch.create(paces);
      NDArray way = owned(learned.sub(before.get(0)), scratch).muli(pace).addi(before.get(0));
      replace(learned, owned(NDArrays.where(pace.eq(1), learned, way), scratch));
      NDArray rests = pace.eq(0);
      for (int i = 1; i < vectors.size(); i++) {
        NDArray carried = vectors.get(i);
        replace(carried, owned(NDArrays.where(rests, before.get(i), carried), scratch));
      }
    }
  }

  private static NDArray owned(NDArray array, NDManager owner) {
    array.attach(owner);
    return array;
  }

  private static void replace(NDArray vector, NDArray values) {
    vector.set(EVERYTHING, values);
  }
}
