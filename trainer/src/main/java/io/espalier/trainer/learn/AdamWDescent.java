package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.spec.Optimizer;
import io.espalier.trainer.weights.TensorLayout;
import java.util.List;

/** Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2). */
final class AdamWDescent implements Descent {
  private final Optimizer.AdamW settings;
  private final NDArray decays;
  private final NDArray mean;
  private final NDArray square;
  private final NDArray steps;

  AdamWDescent(Optimizer.AdamW settings, TensorLayout layout, NDManager manager) {
    this.settings = settings;
    this.decays = Descent.decays(settings.decay(), layout, manager);
    this.mean = manager.create(new float[layout.learnedSize()]);
    this.square = manager.create(new float[layout.learnedSize()]);
    this.steps = manager.create(new float[1]);
  }

  @Override
  public void step(NDArray learned, NDArray gradient, double rate) {
    try (NDManager scratch = learned.getManager().newSubManager()) {
      scratch.tempAttachAll(learned, decays, mean, square, steps, gradient);
      steps.addi(1);
      float step = steps.getFloat(0);
      learned.subi(decays.mul(learned).muli(rate));
      mean.muli(settings.beta1()).addi(gradient.mul(1 - settings.beta1()));
      square.muli(settings.beta2()).addi(gradient.mul(gradient).muli(1 - settings.beta2()));
      double meanBias = 1 - Math.pow(settings.beta1(), step);
      double squareBias = 1 - Math.pow(settings.beta2(), step);
      NDArray deviation = square.div(squareBias).sqrt().addi(settings.epsilon());
      learned.subi(mean.div(deviation).muli(rate / meanBias));
    }
  }

  @Override
  public List<NDArray> state() {
    return List.of(mean, square, steps);
  }
}
