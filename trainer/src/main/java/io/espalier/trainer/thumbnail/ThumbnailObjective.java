package io.espalier.trainer.thumbnail;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import io.espalier.space.spec.Training;
import io.espalier.space.thumbnail.ThumbnailPlan;
import io.espalier.space.thumbnail.Thumbnailing;
import io.espalier.trainer.data.Normalisation;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Scaled;
import io.espalier.trainer.objective.CrossEntropy;
import io.espalier.trainer.objective.Examples;
import io.espalier.trainer.objective.FeatureDistance;
import io.espalier.trainer.objective.Lesson;
import io.espalier.trainer.objective.Objective;
import io.espalier.trainer.thumbnail.MomentLoss.Moments;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.TensorLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objective of a downscaler and a network that reads its thumbnails: Zhao and Ghanem, ThumbNet
 * (arXiv 1904.05034): L = L_ce + a L_kd + b L_fm + c L_mm.
 *
 * <p>L_ce is the cross entropy with the labels; L_kd that with the teacher's probabilities at
 * temperature t, times t^2; L_fm the distance between the teacher's features and the student's,
 * mapped up; L_mm that of the thumbnails' moments. The student reads thumbnails clipped to what
 * files hold (ours): only what survives there is worth learning. In the first epochs the upper
 * stages rest as the teacher has them, and then all learn.
 */
public final class ThumbnailObjective implements Objective {

  private final Thumbnailing settings;
  private final int epochsLower;
  private final Training lower;
  private final Training all;
  private final float[] paces;
  private final EightBits bits;
  private final Optional<Network> teacher;

  /**
   * Makes the objective of a training; each of its two parts has the whole schedule of rates.
   *
   * @param layout of the ways of the plan
   * @param normalisation of the images
   * @param teacher with the plan's ways for it; stays the caller's, and is never changed
   */
  public ThumbnailObjective(
      ThumbnailPlan plan,
      Thumbnailing settings,
      Training training,
      TensorLayout layout,
      Normalisation normalisation,
      Network teacher) {
    this.settings = settings;
    this.epochsLower = settings.epochsLower(training.epochs());
    this.lower = training.withEpochs(Math.max(1, epochsLower));
    this.all = training.withEpochs(training.epochs() - epochsLower);
    this.paces = restingAbove(plan, layout);
    this.bits = new EightBits(normalisation);
    this.teacher =
        settings.distil() > 0 || settings.features() > 0 ? Optional.of(teacher) : Optional.empty();
  }

  /** Returns 1 for what learns first, 0 for the stages above. */
  private static float[] restingAbove(ThumbnailPlan plan, TensorLayout layout) {
    Set<String> above =
        TensorLayout.of(plan.ways().get(ThumbnailPlan.UPPER)).learned().stream()
            .map(Slot::name)
            .collect(Collectors.toSet());
    float[] paces = new float[layout.learnedSize()];
    for (Slot slot : layout.learned()) {
      int end = slot.offset() + slot.size();
      Arrays.fill(paces, slot.offset(), end, above.contains(slot.name()) ? 0 : 1);
    }
    return paces;
  }

  @Override
  public double rate(double epoch) {
    return epoch < epochsLower ? lower.rate(epoch) : all.rate(epoch - epochsLower);
  }

  @Override
  public Lesson learn(Network network, Examples examples) {
    Wanted wanted = wanted(examples.images());
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = loss(network, examples, wanted);
      collector.backward(loss);
      return new Lesson(
          loss.getFloat(),
          examples.epoch() < epochsLower ? Optional.of(paces) : Optional.empty(),
          new int[0]);
    }
  }

  /**
   * What a batch is compared with, which its images own.
   *
   * @param taught what the teacher makes of the images, where it is asked
   * @param moments of the images, where thumbnails are to have them
   */
  record Wanted(Optional<Taught> taught, Optional<Moments> moments) {}

  /** Looks at a batch outside of the gradient's graph. */
  Wanted wanted(NDArray images) {
    return new Wanted(
        teacher.map(network -> Taught.by(network, images, settings.temperature())),
        settings.moments() > 0 ? Optional.of(Moments.of(images)) : Optional.empty());
  }

  /** Returns the loss of a batch, one number. */
  NDArray loss(Network network, Examples examples, Wanted wanted) {
    Pass pass = Pass.training(examples.noise());
    NDArray thumbnails = network.forward(ThumbnailPlan.DOWNSCALER, examples.images(), pass);
    NDArray features = network.forward(ThumbnailPlan.LOWER, bits.clipped(thumbnails), pass);
    NDArray scores = network.forward(ThumbnailPlan.UPPER, features, pass);
    NDArray loss = CrossEntropy.mean(scores, examples.targets());
    if (wanted.moments().isPresent()) {
      NDArray distance = MomentLoss.of(wanted.moments().get(), thumbnails);
      loss = loss.add(Scaled.by(settings.moments(), distance));
    }
    if (wanted.taught().isPresent()) {
      Taught taught = wanted.taught().get();
      loss = settings.distil() > 0 ? loss.add(distillation(scores, taught)) : loss;
      loss =
          settings.features() > 0
              ? loss.add(regularisation(network, features, taught, pass))
              : loss;
    }
    return loss;
  }

  private NDArray distillation(NDArray scores, Taught taught) {
    double temperature = settings.temperature();
    return Scaled.by(
        settings.distil() * temperature * temperature,
        CrossEntropy.mean(Scaled.by(1 / temperature, scores), taught.probabilities()));
  }

  private NDArray regularisation(Network network, NDArray features, Taught taught, Pass pass) {
    NDArray mapped = network.forward(ThumbnailPlan.MAPPING, features, pass);
    return Scaled.by(settings.features(), FeatureDistance.of(mapped, taught.features()));
  }
}
