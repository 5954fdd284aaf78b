package io.espalier.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.espalier.space.Draws;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.family.Family;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A ResNet-20 that learns from one batch of 128 images of 32 x 32, again and again: forward,
 * backward and a step of SGD with momentum.
 */
final class TrainingSteps implements AutoCloseable {

  /** Images of a step. */
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
  private final float[] pixels;
  private final float[] targets;

  /** Builds the network and draws a batch. */
  TrainingSteps(Layout layout, int threads) {
    this.layout = layout;
    manager = Torch.start(threads, Optional.of("cpu")).newManager();
    Family.Preset preset = Families.preset("resnet-cifar-20-a");
    Blueprint blueprint = Families.draw(preset.architecture(), preset.task());
    SplittableRandom random = Draws.of(1, Draws.WHOLE_RUN, "benchmark");
    network = new Network(blueprint, Weights.initial(TensorLayout.of(blueprint), random), manager);
    velocity = manager.create(new float[network.layout().learnedSize()]);
    pixels = new float[BATCH * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    targets = new float[BATCH * 10];
    for (int i = 0; i < BATCH; i++) {
      targets[10 * i + i % 10] = 1;
    }
  }

  /** Takes one step; returns its loss. */
  float step() {
    try (NDManager batch = manager.newSubManager()) {
      NDArray images =
          layout == Layout.NHWC
              ? batch.create(pixels, new Shape(BATCH, 32, 32, 3)).transpose(0, 3, 1, 2)
              : batch.create(pixels, new Shape(BATCH, 3, 32, 32));
      NDArray wanted = batch.create(targets, new Shape(BATCH, 10));
      float loss;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray scores = network.forward(images, Pass.training(new SplittableRandom(1)));
        NDArray mean = scores.logSoftmax(1).mul(wanted).sum().div(-BATCH);
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

  @Override
  public void close() {
    network.close();
    manager.close();
  }
}
