package io.espalier.trainer.objective;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.espalier.space.spec.Training;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Scaled;
import io.espalier.trainer.network.StageOutputs;
import java.util.stream.IntStream;

/**
 * The objective of an ordinary network that learns from another one beside the labels.
 *
 * <p>From its answers (Hinton et al., Distilling the Knowledge in a Neural Network, arXiv
 * 1503.02531, section 2): (1 - w) L_labels + w t^2 L_teacher, the teacher's scores and the
 * network's divided by the temperature t before softmax. And from its features, as FitNets do
 * (Romero et al., arXiv 1412.6550), but without a mapping, since their shapes are equal: v times
 * the mean over the stages of {@link FeatureDistance}, with the outputs of the stage in both
 * networks.
 *
 * @param training says the learning rates
 * @param teacher is looked at in inference; stays the caller's
 * @param share w, of the teacher's answers in the loss
 * @param temperature t
 * @param features v, weight of the features; 0 leaves them out
 */
public record Distilled(
    Training training, Network teacher, double share, double temperature, double features)
    implements Objective {

  @Override
  public double rate(double epoch) {
    return training.rate(epoch);
  }

  @Override
  public Lesson learn(Network network, Examples examples) {
    StageOutputs wanted = wanted(examples.images());
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = loss(network, examples, wanted);
      collector.backward(loss);
      return Lesson.of(loss.getFloat());
    }
  }

  /** Asks the teacher, outside of the gradient's graph. */
  StageOutputs wanted(NDArray images) {
    return StageOutputs.of(teacher, images, Pass.INFERENCE);
  }

  /** Returns the loss of a batch, one number. */
  NDArray loss(Network network, Examples examples, StageOutputs wanted) {
    StageOutputs found =
        StageOutputs.of(network, examples.images(), Pass.training(examples.noise()));
    NDArray loss = ofScores(found.scores(), examples.targets(), wanted.scores());
    return features > 0 ? loss.add(Scaled.by(features, ofStages(found, wanted))) : loss;
  }

  private NDArray ofScores(NDArray scores, NDArray targets, NDArray taught) {
    NDArray answers = taught.div(temperature).softmax(1);
    return Scaled.by(1 - share, CrossEntropy.mean(scores, targets))
        .add(
            Scaled.by(
                share * temperature * temperature,
                CrossEntropy.mean(Scaled.by(1 / temperature, scores), answers)));
  }

  private static NDArray ofStages(StageOutputs found, StageOutputs wanted) {
    int stages = wanted.stages().size();
    checkArgument(
        found.stages().size() == stages,
        "%s stages cannot learn the features of %s.",
        found.stages().size(),
        stages);
    return IntStream.range(0, stages)
        .mapToObj(i -> FeatureDistance.of(found.stages().get(i), wanted.stages().get(i)))
        .map(distance -> Scaled.by(1.0 / stages, distance))
        .reduce(NDArray::add)
        .orElseThrow();
  }
}
