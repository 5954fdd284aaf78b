package io.espalier.trainer.reconstruct;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Blueprint.Draft;
import io.espalier.space.blueprint.Layer;
import io.espalier.space.blueprint.LeanConv;
import io.espalier.trainer.lean.DenseKernel;
import io.espalier.trainer.lean.Projection;
import io.espalier.trainer.network.Network;
import io.espalier.trainer.network.Pass;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.util.SplittableRandom;

/**
 * A network that is one convolution, to be fitted on random images of 9 x 9 pixels.
 *
 * @param plan its only layer behind the input
 * @param weights of that layer
 */
record OneConvolution(Blueprint plan, Weights weights) {

  private static final int SIDE = 9;
  private static final int IMAGES = 24;

  private static Blueprint plan(Layer layer, int in, int out) {
    Draft net = Blueprint.draft(new Task(in, out), SIDE);
    net.add("conv", layer, net.input());
    return net.finish();
  }

  /** Draws weights. */
  static OneConvolution drawn(LeanConv conv, long seed) {
    Blueprint plan = plan(conv, conv.in(), conv.out());
    return new OneConvolution(
        plan, Weights.initial(TensorLayout.of(plan), new SplittableRandom(seed)));
  }

  /** Draws a dense kernel between the same channels. */
  static DenseKernel dense(LeanConv conv, long seed) {
    DenseKernel kernel = DenseKernel.zero(conv.out(), conv.in(), conv.kernel());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < kernel.values().length; i++) {
      kernel.values()[i] = (float) (0.1 * random.nextGaussian());
    }
    return kernel;
  }

  /** Projects a dense kernel. */
  static OneConvolution projected(LeanConv conv, DenseKernel kernel) {
    Blueprint plan = plan(conv, conv.in(), conv.out());
    Weights weights = Weights.zero(TensorLayout.of(plan));
    Projection.of(kernel, conv).write(plan.nodes().get(1), weights);
    return new OneConvolution(plan, weights);
  }

  private LeanConv conv() {
    return (LeanConv) plan.nodes().get(1).layer();
  }

  /** Returns the dense kernel that does the same. */
  DenseKernel kernel() {
    return DenseKernel.of(plan.nodes().get(1), weights);
  }

  /** Returns it with other weights. */
  OneConvolution corrected(Correction correction) {
    Weights corrected =
        new Weights(weights.layout(), weights.learned().clone(), weights.statistics().clone());
    correction.add(plan.nodes().get(1), corrected);
    return new OneConvolution(plan, corrected);
  }

  /** Returns the equations for the responses of a dense kernel, plus a constant. */
  ResponseEquations equations(DenseKernel wanted, long seed, double constant) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[IMAGES * conv().in() * SIDE * SIDE];
    // Neighbours are alike, as in real images; nothing is centred, as behind a rectifier.
    float last = 0;
    for (int i = 0; i < pixels.length; i++) {
      last = (float) (0.6 * last + random.nextGaussian());
      pixels[i] = Math.max(0, last);
    }
    return equations(wanted, pixels, constant);
  }

  /** Returns the equations for images that say nothing. */
  ResponseEquations equationsOfBlackImages(DenseKernel wanted) {
    return equations(wanted, new float[IMAGES * conv().in() * SIDE * SIDE], 0);
  }

  private ResponseEquations equations(DenseKernel wanted, float[] pixels, double constant) {
    Blueprint dense = plan(conv().dense(), conv().in(), conv().out());
    Weights denseWeights = new Weights(TensorLayout.of(dense), wanted.values(), new float[0]);
    ResponseEquations equations = new ResponseEquations(conv());
    try (NDManager manager = NDManager.newBaseManager();
        Network lean = new Network(plan, weights, manager);
        Network target = new Network(dense, denseWeights, manager)) {
      NDArray images = manager.create(pixels, new Shape(IMAGES, conv().in(), SIDE, SIDE));
      equations.add(
          images,
          lean.forward(images, Pass.INFERENCE),
          target.forward(images, Pass.INFERENCE).add(constant));
    }
    return equations;
  }
}
