package io.espalier.trainer.objective;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.espalier.space.spec.Training;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;

/**
 * The objective of an ordinary network, which learns to score classes from labels.
 *
 * @param training says the learning rates
 */
public record Supervised(Training training) implements Objective {

  @Override
  public double rate(double epoch) {
    return training.rate(epoch);
  }

  @Override
  public Lesson learn(Network network, Examples examples) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray scores = network.forward(examples.images(), Pass.training(examples.noise()));
      NDArray mean = CrossEntropy.mean(scores, examples.targets());
      collector.backward(mean);
      return Lesson.of(mean.getFloat());
    }
  }
}
