package io.espalier.trainer.dynamic;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.common.primitives.ImmutableIntArray;
import io.espalier.space.dynamic.DynamicPlan;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Training;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Scaled;
import io.espalier.trainer.objective.CrossEntropy;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The objective of a network that chooses a resolution for every image: Zhu et al., Dynamic
 * Resolution Network (arXiv 2106.02898), section 3.
 *
 * <p>In its first epochs the classifier learns every image in all resolutions. So the loss in each
 * resolution is known, and the predictor learns from it which resolution each image needs, and what
 * that costs on average. In the later epochs the predictor chooses, and both learn from the results
 * of its choices.
 */
public final class DynamicObjective implements Objective {

  /** The predictor's learning rate against the classifier's, in the paper's section 4. */
  private static final float PREDICTOR_PACE = 0.1f;

  private final int resolutions;
  private final MacLoss macLoss;
  private final SpreadLoss spreadLoss;
  private final double temperature;
  private final double distil;
  private final double jointRate;
  private final int epochsApart;
  private final Training apart;
  private final Training joint;
  private final BatchNormSets sets;

  /** Makes the objective of a training; each of its two parts has the whole schedule of rates. */
  public DynamicObjective(
      DynamicPlan plan, DynamicResolution settings, Training training, TensorLayout layout) {
    resolutions = plan.classifiers().size();
    macLoss = MacLoss.of(plan, settings);
    spreadLoss = SpreadLoss.of(plan, settings);
    temperature = settings.temperature();
    distil = settings.distil();
    jointRate = settings.rate();
    epochsApart = settings.epochsApart(training.epochs());
    apart = training.withEpochs(epochsApart);
    joint = training.withEpochs(Math.max(1, training.epochs() - epochsApart));
    sets = new BatchNormSets(plan, layout);
  }

  @Override
  public double rate(double epoch) {
    return epoch < epochsApart ? apart.rate(epoch) : jointRate * joint.rate(epoch - epochsApart);
  }

  @Override
  public Lesson learn(Network network, Examples examples) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      return examples.epoch() < epochsApart
          ? learnApart(network, examples, collector)
          : learnTogether(network, examples, collector);
    }
  }

  /**
   * All resolutions learn all images, the coarser ones also from the answers of the finest (ours);
   * the predictor learns from their losses.
   */
  private Lesson learnApart(Network network, Examples examples, GradientCollector collector) {
    float[] losses = new float[examples.size() * resolutions];
    float[] wanted = examples.targets().toFloatArray();
    float[] answers = {};
    double sum = 0;
    for (int r = 0; r < resolutions; r++) {
      try (NDManager scratch = examples.images().getManager().newSubManager()) {
        scratch.tempAttachAll(examples.images(), examples.targets());
        NDArray scores = network.forward(r, examples.images(), Pass.training(examples.noise()));
        NDArray mean =
            CrossEntropy.mean(scores, scratch.create(wanted, examples.targets().getShape()));
        collector.backward(mean);
        sum += mean.getFloat();
        if (r == 0) {
          wanted = instructed(scores, examples.targets());
        }
        if (r == resolutions - 1) {
          answers = scores.stopGradient().softmax(1).toFloatArray();
        }
        float[] column = CrossEntropy.each(scores, examples.targets()).toFloatArray();
        for (int i = 0; i < column.length; i++) {
          losses[i * resolutions + r] = column[i];
        }
      }
    }
    int[] chosen = learnToPredict(network, examples, losses, answers, collector);
    return new Lesson(sum, Optional.empty(), chosen);
  }

  /**
   * The targets of the coarser resolutions: the labels, and a share of the answers of the finest.
   */
  private float[] instructed(NDArray scores, NDArray targets) {
    NDArray answers = scores.stopGradient().softmax(1);
    return targets.mul(1 - distil).add(answers.mul(distil)).toFloatArray();
  }

  /**
   * The predictor learns which resolution each image needs, and what the coarsest resolution
   * answers.
   *
   * @param losses images x resolutions
   * @param answers of the coarsest resolution: images x classes, rows sum to 1
   */
  private int[] learnToPredict(
      Network network,
      Examples examples,
      float[] losses,
      float[] answers,
      GradientCollector collector) {
    // The way behind the predictor's: with the head that tells classes.
    NDArray both = predict(network, resolutions + 1, examples);
    NDArray scores = both.get(":, :{}", resolutions);
    NDArray classes = both.get(":, {}:", resolutions);
    Choice spent = Choice.certain(scores, temperature);
    NDArray told = both.getManager().create(answers, examples.targets().getShape());
    collector.backward(
        Needs.of(losses, resolutions)
            .lossOf(scores)
            .add(price(spent.weights()))
            .add(CrossEntropy.mean(classes, told)));
    return spent.groups().chosen();
  }

  /** Returns what a batch of choices costs. */
  private NDArray price(NDArray choices) {
    return macLoss.of(choices).add(spreadLoss.of(choices));
  }

  private static NDArray predict(Network network, int way, Examples examples) {
    return network.forward(
        way, examples.images(), Pass.training(examples.draws().apply("predictor noise")));
  }

  /** Each image is learned in the resolution that the predictor chooses, with some noise. */
  private Lesson learnTogether(Network network, Examples examples, GradientCollector collector) {
    NDArray scores = predict(network, resolutions, examples);
    Choice choice = Choice.draw(scores, temperature, examples.draws().apply("choice"));
    Choice spent = Choice.certain(scores, temperature);
    NDArray loss = loss(network, examples, choice, spent.weights());
    collector.backward(loss);
    return new Lesson(
        loss.getFloat(),
        Optional.of(sets.paces(choice.groups(), PREDICTOR_PACE)),
        spent.groups().chosen());
  }

  /**
   * Returns the loss of a batch with its choices: mean cross entropy, and what they cost.
   *
   * @param choice with noise: what is learned in which resolution
   * @param spent images x resolutions, without noise: what inference would spend
   */
  NDArray loss(Network network, Examples examples, Choice choice, NDArray spent) {
    NDArray loss = price(spent);
    RandomGenerator noise = examples.noise();
    for (int r = 0; r < resolutions; r++) {
      ImmutableIntArray members = choice.groups().members(r);
      if (!members.isEmpty()) {
        double share = (double) members.length() / examples.size();
        NDArray scores =
            network.forward(
                r, Groups.images(examples.images(), members), Pass.training(noise, share));
        NDArray weight = Groups.rows(choice.weights(), members).get(":, {}", r).expandDims(1);
        NDArray targets = Groups.rows(examples.targets(), members);
        NDArray sum = CrossEntropy.sum(scores.mul(weight), targets);
        loss = loss.add(Scaled.by(1.0 / examples.size(), sum));
      }
    }
    return loss;
  }
}
