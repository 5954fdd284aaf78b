package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.spec.Optimizer;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Moves a vector of learned values against its gradient; its state lives in a manager of the trial
 * and can be saved.
 *
 * <p>All methods work on whole vectors, a few operations per step whatever the number of tensors.
 */
interface Descent {

  /**
   * Takes one step.
   *
   * @param learned the values, changed in place
   * @param gradient their gradient; may be overwritten
   * @param rate learning rate of this step
   */
  void step(NDArray learned, NDArray gradient, double rate);

  /** Returns the vectors that go on from step to step; they stay the optimizer's. */
  List<NDArray> state();

  /** Makes the optimizer of a spec, with its state in the given manager. */
  static Descent of(Optimizer optimizer, TensorLayout layout, NDManager manager) {
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return new SgdDescent(sgd, layout, manager);
    }
    if (optimizer instanceof Optimizer.AdamW adam) {
      return new AdamWDescent(adam, layout, manager);
    }
    throw new IllegalArgumentException("No descent is known for " + optimizer + ".");
  }

  /**
   * Returns the decay of every learned value: that of the spec for kernels and matrices, else 0.
   */
  static NDArray decays(double decay, TensorLayout layout, NDManager manager) {
    float[] decays = new float[layout.learnedSize()];
    for (Slot slot : layout.learned()) {
      if (slot.kind().decays()) {
        Arrays.fill(decays, slot.offset(), slot.offset() + slot.size(), (float) decay);
      }
    }
    return manager.create(decays);
  }
}
