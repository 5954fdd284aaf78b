package io.espalier.trainer.learn;

import ai.djl.ndarray.NDArray;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Scaled;
import io.espalier.trainer.objective.ScoreLoss;

/**
 * Learns from a teacher's probabilities beside the labels (Hinton et al., Distilling the Knowledge
 * in a Neural Network, arXiv 1503.02531, section 2): (1 - w) L_labels + w t^2 L_teacher, the
 * teacher's scores and the network's divided by the temperature t before softmax.
 *
 * @param teacher is looked at in inference; stays the caller's
 * @param weight w, share of the teacher
 * @param temperature t
 */
record Distillation(Network teacher, double weight, double temperature) implements ScoreLoss {

  @Override
  public OfBatch on(NDArray images) {
    NDArray taught = teacher.forward(images, Pass.INFERENCE).div(temperature).softmax(1);
    return (scores, targets) ->
        Scaled.by(1 - weight, ScoreLoss.crossEntropy(scores, targets))
            .add(
                Scaled.by(
                    weight * temperature * temperature,
                    ScoreLoss.crossEntropy(Scaled.by(1 / temperature, scores), taught)));
  }
}
