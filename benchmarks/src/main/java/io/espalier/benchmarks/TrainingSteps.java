package io.espalier.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.common.base.Ticker;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.objective.CrossEntropy;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A network that learns from one batch, again and again: forward, backward and a step of SGD with
 * momentum.
 */
final class TrainingSteps implements AutoCloseable {

  /** Images of a step of the ResNet-20. */
  static final int BATCH = 128;

  /** How a batch is laid out in memory. */
  enum Layout {
    /** As Espalier does it. */
    NHWC,
    /** As DJL does it. */
    NCHW
  }

  private final Layout layout;
  private final NDManager manager;
  private final Network network;
  private final NDArray velocity;
  private final int images;
  private final int side;
  private final int classes;
  private final float[] pixels;
  private final float[] targets;

  /** Builds a ResNet-20 for images of 32 x 32, and draws a batch of 128. */
  TrainingSteps(Layout layout, int threads) {
    this(layout, threads, resnet20(), BATCH);
  }

  private static Blueprint resnet20() {
    Family.Preset preset = Families.preset("resnet-cifar-20-a");
    return Families.draw(preset.architecture(), preset.task());
  }

  /** Builds a network and draws a batch. */
  TrainingSteps(Layout layout, int threads, Blueprint blueprint, int images) {
    this.layout = layout;
    manager = Torch.start(threads, Optional.of("cpu")).newManager();
    this.images = images;
    side = blueprint.inputShape().height();
    classes = blueprint.task().classes();
    SplittableRandom random = Draws.of(1, Draws.WHOLE_RUN, "benchmark");
    network = new Network(blueprint, Weights.initial(TensorLayout.of(blueprint), random), manager);
    velocity = manager.create(new float[network.layout().learnedSize()]);
    pixels = new float[images * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    targets = new float[images * classes];
    for (int i = 0; i < images; i++) {
      targets[classes * i + i % classes] = 1;
    }
  }

  /** Takes one step; returns its loss. */
  float step() {
    try (NDManager batch = manager.newSubManager()) {
      NDArray wanted = batch.create(targets, new Shape(images, classes));
      float loss;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray scores = network.forward(images(batch), Pass.training(new SplittableRandom(1)));
        NDArray mean = CrossEntropy.mean(scores, wanted);
        collector.backward(mean);
        loss = mean.getFloat();
      }
      NDArray gradient = network.learned().getGradient();
      gradient.attach(batch);
      batch.tempAttachAll(velocity);
      velocity.muli(0.9).addi(gradient);
      network.learned().subi(velocity.mul(0.01));
      gradient.subi(gradient.duplicate());
      return loss;
    }
  }

  private NDArray images(NDManager batch) {
    return layout == Layout.NHWC
        ? batch.create(pixels, new Shape(images, side, side, 3)).transpose(0, 3, 1, 2)
        : batch.create(pixels, new Shape(images, 3, side, side));
  }

  /** Computes the scores of the batch; returns the first. */
  float infer() {
    try (NDManager batch = manager.newSubManager()) {
      return network.forward(images(batch), Pass.INFERENCE).toFloatArray()[0];
    }
  }

  /** Lets lean convolutions run as one dense kernel from now on, where that is faster. */
  void mergeWhereFaster(Ticker ticker) {
    network.mergeWhereFaster(images, ticker);
  }

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
