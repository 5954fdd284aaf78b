package io.espalier.trainer.objective;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.space.Draws;
import io.espalier.space.spec.Optimizer;
import io.espalier.space.spec.Schedule;
import io.espalier.space.spec.Training;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A batch of grey noise in three classes, and a training with nothing but it. */
public final class SampleExamples {

  /** How many images there are. */
  public static final int IMAGES = 12;

  /** Their pixels in a row. */
  public static final int SIDE = 16;

  private SampleExamples() {}

  /** Returns the batch, always the same one. */
  public static Examples of(NDManager owner, int epoch) {
    SplittableRandom random = new SplittableRandom(9);
    float[] pixels = new float[IMAGES * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (2 * random.nextDouble() - 1);
    }
    float[] targets = new float[IMAGES * 3];
    IntStream.range(0, IMAGES).forEach(i -> targets[3 * i + i % 3] = 1);
    return new Examples(
        owner.create(pixels, new Shape(IMAGES, SIDE, SIDE, 1)).transpose(0, 3, 1, 2),
        owner.create(targets, new Shape(IMAGES, 3)),
        epoch,
        purpose -> Draws.of(3, 0, purpose, 0));
  }

  /** Returns a training of constant rate. */
  public static Training training(int epochs) {
    return new Training(
        epochs,
        IMAGES,
        new Optimizer.Sgd(0.1, 0.9, false, 0),
        new Schedule.Constant(),
        0,
        0,
        OptionalDouble.empty(),
        Set.of());
  }
}
