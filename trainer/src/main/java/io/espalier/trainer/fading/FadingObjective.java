package io.espalier.trainer.fading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Teaches a dense network while it fades into a lean one: step by step, the values for which the
 * lean network has no place count less, until they are zero; the others learn to do without them.
 *
 * <p>Gradual pruning (Zhu and Gupta, To prune, or not to prune, arXiv 1710.01878), here of a mask
 * that is known before, and of all its values alike: value w counts as f w, with f falling from 1
 * to 0. The network holds f w; what w learns through it is f times the gradient, so that f w moves
 * by f^2 times it.
 */
public final class FadingObjective implements Objective {

  /** Zhu and Gupta's; with 1, at a steady pace, most of what is lost is lost late and at once. */
  private static final int POWER = 3;

  private final Objective objective;
  private final double epochs;
  private final int[] leaving;
  private final int values;

  /**
   * Makes the objective of a training.
   *
   * @param objective what the network learns, all values at one pace
   * @param dense what is trained
   * @param lean what it fades into
   * @param epochs in which it fades
   * @throws IllegalArgumentException if the dense network cannot fade into the lean one
   */
  public FadingObjective(Objective objective, Blueprint dense, Blueprint lean, double epochs) {
    this.objective = objective;
    this.epochs = epochs;
    this.leaving = Leaving.places(dense, lean);
    this.values = TensorLayout.of(dense).learnedSize();
  }

  /**
   * Checks that one network can fade into another.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public static void check(Blueprint dense, Blueprint lean) {
    Leaving.places(dense, lean);
  }

  @Override
  public double rate(double epoch) {
    return objective.rate(epoch);
  }

  @Override
  public Lesson learn(Network network, Examples examples) {
    long step = (long) examples.epoch() * examples.batches() + examples.batch();
    double count = count(step, examples.batches());
    double before = step == 0 ? 1 : count(step - 1, examples.batches());
    try (NDManager scratch = network.learned().getManager().newSubManager()) {
      NDArray kept = scratch.create(allButLeaving(before == 0 ? 0 : count / before));
      network.learned().muli(kept);
    }
    Lesson lesson = objective.learn(network, examples);
    return new Lesson(lesson.loss(), Optional.of(allButLeaving(count * count)), lesson.chosen());
  }

  /** Returns how much the leaving values count in a step. */
  private double count(long step, int batches) {
    long steps = (long) (epochs * batches);
    return step < steps ? Math.pow(1 - (double) step / steps, POWER) : 0;
  }

  private float[] allButLeaving(double value) {
    float[] all = new float[values];
    Arrays.fill(all, 1);
    for (int place : leaving) {
      all[place] = (float) value;
    }
    return all;
  }
}
