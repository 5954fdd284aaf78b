package io.espalier.engine.session;

import io.espalier.evaluator.Plan;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.blueprint.Shape;
import io.espalier.space.family.Families;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.util.Optional;

/**
 * What the largest trials of a run take, about: memory and disk both grow with the MACs from the
 * base's to the budget's, at most.
 *
 * @param memory bytes of memory that a trial takes
 * @param weights bytes of a weights file
 * @param checkpoint bytes of a checkpoint
 */
public record Footprint(long memory, long weights, long checkpoint) {

  /** What a process takes before it has anything to train: the JVM and PyTorch. */
  private static final long IDLE = 600L << 20;

  /** Activations are kept once to go forward, and their gradients once to go back. */
  private static final int PASSES = 2;

  /** Values, gradients, the optimizer's two vectors at most, averages. */
  private static final int VECTORS = 5;

  /** Values, the optimizer's two vectors at most, averages. */
  private static final int VECTORS_SAVED = 4;

  /** Estimates what a run takes that searches from the base of its spec to the budget. */
  public static Footprint ofSearch(SearchSpec spec, Task task) {
    Blueprint base = Families.draw(spec.space().base(), task);
    long macs = base.nodes().stream().mapToLong(Blueprint.Node::macs).sum();
    return of(base, spec, Math.max(1, (double) spec.budget().mostMacs() / macs));
  }

  /** Estimates what the trials of a run take. */
  static Footprint of(SearchSpec spec, Plan plan, Task task) {
    Optional<Footprint> subject =
        plan.subject().map(trained -> ofOne(trained.architecture(), spec, task));
    Footprint own =
        plan.only().map(one -> ofOne(one, spec, task)).orElseGet(() -> ofSearch(spec, task));
    // The trained network is there meanwhile, too.
    return new Footprint(
        own.memory() + subject.map(Footprint::memory).orElse(0L), own.weights(), own.checkpoint());
  }

  /** Estimates what a run takes that trains one architecture. */
  public static Footprint ofOne(Architecture only, SearchSpec spec, Task task) {
    return of(Families.draw(only, task), spec, 1);
  }

  private static Footprint of(Blueprint blueprint, SearchSpec spec, double growth) {
    int batch = Math.max(spec.train().batch(), spec.last().map(Training::batch).orElse(0));
    double values = growth * blueprint.parameters();
    double activations =
        growth * blueprint.nodes().stream().mapToLong(node -> size(node.shape())).sum();
    double floats = PASSES * batch * activations + VECTORS * values;
    return new Footprint(
        IDLE + Math.round(Float.BYTES * floats),
        Math.round(Float.BYTES * values),
        Math.round(Float.BYTES * VECTORS_SAVED * values));
  }

  private static long size(Shape shape) {
    return (long) shape.channels() * shape.height() * shape.width();
  }

  /**
   * Returns the bytes of disk that a run takes at most: for every trial that is trained, its
   * weights and two checkpoints, of which one is being written; and the weights of base, winner and
   * those that others start from.
   *
   * @param parents how many trials others start from
   */
  public long disk(int sideBySide, int parents) {
    return sideBySide * (weights + 2 * checkpoint) + (parents + 2L) * weights;
  }
}
