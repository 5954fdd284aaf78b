package io.espalier.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.espalier.space.spec.Training;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Scaled;

/**
 * The objective of an ordinary network: mean cross entropy with the targets.
 *
 * @param training says the learning rates
 */
public record CrossEntropy(Training training) implements Objective {

  @Override
  public double rate(double epoch) {
    return training.rate(epoch);
  }

  @Override
  public Lesson learn(Network network, Examples examples, GradientCollector collector) {
    NDArray scores = network.forward(examples.images(), Pass.training(examples.noise()));
    NDArray loss = Scaled.by(1.0 / examples.size(), sum(scores, examples.targets()));
    collector.backward(loss);
    return Lesson.of(loss.getFloat());
  }

  /** Returns the sum of the cross entropies of a batch, for scores before softmax. */
  public static NDArray sum(NDArray scores, NDArray targets) {
    return scores.logSoftmax(1).mul(targets).sum().neg();
  }
}
