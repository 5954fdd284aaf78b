package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.spec.Optimizer;
import io.espalier.trainer.weights.TensorLayout;
import java.util.List;

/** Stochastic gradient descent with momentum, Nesterov's or plain, as PyTorch defines them. */
final class SgdDescent implements Descent {
  private final Optimizer.Sgd settings;
  private final NDArray decays;
  private final NDArray velocity;

  SgdDescent(Optimizer.Sgd settings, TensorLayout layout, NDManager manager) {
    this.settings = settings;
    this.decays = Descent.decays(settings.decay(), layout, manager);
    this.velocity = manager.create(new float[layout.learnedSize()]);
  }

  @Override
  public void step(NDArray learned, NDArray gradient, double rate) {
    try (NDManager scratch = learned.getManager().newSubManager()) {
      scratch.tempAttachAll(learned, decays, velocity, gradient);
      gradient.addi(decays.mul(learned));
      velocity.muli(settings.momentum()).addi(gradient);
      NDArray direction =
          settings.nesterov() ? gradient.addi(velocity.mul(settings.momentum())) : velocity;
      learned.subi(direction.mul(rate));
    }
  }

  @Override
  public List<NDArray> state() {
    return List.of(velocity);
  }
}
