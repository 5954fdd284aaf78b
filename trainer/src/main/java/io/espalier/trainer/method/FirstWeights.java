package io.espalier.trainer.method;

import ai.djl.ndarray.NDManager;
import io.espalier.evaluator.Trial;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.trainer.inherit.Inheritance;
import io.espalier.trainer.measure.Notebook;
import io.espalier.trainer.reconstruct.ProjectedStart;
import io.espalier.trainer.weights.TensorLayout;
import io.espalier.trainer.weights.Weights;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The weights that an ordinary network starts from, as its trial's origin says. */
public final class FirstWeights {

  private FirstWeights() {}

  /** Tells whether they take long, or are measured on the way. */
  public static boolean takeLong(Trial trial) {
    return trial.origin() instanceof Trial.Projected;
  }

  /**
   * Makes them: draws, reads, inherits or projects.
   *
   * @param source what is inherited from, see {@link Source#of}
   * @param random draws what nothing else tells
   * @param notebook takes what is found on the way
   * @param manager on whose device networks live meanwhile; nothing stays in it
   */
  public static Weights of(
      Course course,
      Optional<Source> source,
      RandomGenerator random,
      Notebook notebook,
      NDManager manager)
      throws IOException {
    if (course.trial().origin() instanceof Trial.Projected projected) {
      return new ProjectedStart(course.trial(), projected, course.dataset(), notebook)
          .weights(course.read(projected.dense()), manager);
    }
    Blueprint ordinary = course.ordinary();
    if (source.isEmpty()) {
      return Weights.initial(TensorLayout.of(ordinary), random);
    }
    Blueprint plan = source.get().ordinary(course.trial());
    return Inheritance.inherit(ordinary, plan, source.get().read(plan, random), random);
  }
}
