package io.espalier.trainer.inherit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.Slot;
import io.espalier.trainer.weights.Slot.Kind;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.SplittableRandom;

/** Networks as they are when a child inherits from them, and what they compute. */
final class SampleNetworks {

  static final Task TASK = new Task(3, 7);
  static final int IMAGES = 8;

  private SampleNetworks() {}

  /**
   * Draws a network and gives its batch norms scales, shifts and the statistics that go with them,
   * as if it had been trained a while.
   */
  static Weights used(Architecture architecture) {
    Blueprint plan = Families.draw(architecture, TASK);
    Weights weights = Weights.initial(TensorLayout.of(plan), random(1));
    SplittableRandom random = random(3);
    for (Slot slot : weights.layout().learned()) {
      if (slot.kind() == Kind.SCALE || slot.kind() == Kind.SHIFT || slot.kind() == Kind.BIAS) {
        double lowest = slot.kind() == Kind.SCALE ? 0.5 : -0.5;
        for (int i = 0; i < slot.size(); i++) {
          weights.learned()[slot.offset() + i] = (float) (lowest + random.nextDouble());
        }
      }
    }
    int side = plan.inputShape().height();
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager)) {
      for (int pass = 0; pass < 60; pass++) {
        try (NDManager batch = manager.newSubManager()) {
          NDArray images = batch.create(pixels(IMAGES, side), new Shape(IMAGES, 3, side, side));
          network.forward(images, Pass.training(random(pass)));
        }
      }
      return network.weights();
    }
  }

  static float[] scores(Blueprint plan, Weights weights, Pass pass) {
    int side = plan.inputShape().height();
    try (NDManager manager = NDManager.newBaseManager();
        Network network = new Network(plan, weights, manager);
        NDManager batch = manager.newSubManager()) {
      NDArray images = batch.create(pixels(IMAGES, side), new Shape(IMAGES, 3, side, side));
      return network.forward(images, pass).toFloatArray();
    }
  }

  static float[] pixels(int images, int side) {
    SplittableRandom random = random(4);
    float[] pixels = new float[images * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  static SplittableRandom random(long seed) {
    return new SplittableRandom(seed);
  }
}
