package io.espalier.engine.journal;

import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.TrainedFile;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.blueprint.Blueprint;
import io.espalier.space.family.Families;
import io.espalier.space.macs.MacLedger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A network that is compared with another: what a run began with, or what it found.
 *
 * @param architecture the network
 * @param macs multiply-accumulates of one image
 * @param expectedMacs those that it is expected to cost, where the network chooses resolutions
 * @param parameters learned values
 * @param quality value of the measure that networks are compared by; empty if its training failed
 * @param measurement how well it does; empty where it was looked up, or its training failed
 * @param latencyMillis median time of one image at batch 1, where it was measured
 * @param weights SHA-256 of its weights, if it has any
 */
public record Contender(
    Architecture architecture,
    long macs,
    OptionalLong expectedMacs,
    long parameters,
    OptionalDouble quality,
    Optional<Measurement> measurement,
    OptionalDouble latencyMillis,
    Optional<String> weights) {

  /** Returns what came of a trial. */
  public static Contender of(Evaluation evaluation) {
    return new Contender(
        evaluation.candidate().architecture(),
        evaluation.macs(),
        evaluation.expectedMacs(),
        evaluation.parameters(),
        evaluation.quality(),
        evaluation.measurement(),
        evaluation.trained().stream()
            .map(Outcome.Trained::timing)
            .mapToDouble(Timing::latencyMillis)
            .findFirst(),
        evaluation.trained().map(Outcome.Trained::weights));
  }

  /**
   * Returns the trained network that a plan worked on, as it was measured before.
   *
   * @param after what came of it
   */
  static Optional<Contender> before(Evaluation after, Plan plan, Task task) {
    return plan.subject()
        .flatMap(
            subject ->
                // It is what is measured first.
                after.notes().steps().stream()
                    .findFirst()
                    .map(step -> of(subject, step, after, task)));
  }

  private static Contender of(TrainedFile subject, Notes.Step step, Evaluation after, Task task) {
    Blueprint blueprint = Families.draw(subject.architecture(), task);
    return new Contender(
        subject.architecture(),
        MacLedger.macs(blueprint),
        OptionalLong.empty(),
        blueprint.parameters(),
        OptionalDouble.of(step.measurement().score()),
        Optional.of(step.measurement()),
        after.trained().flatMap(t -> t.timing().parts()).stream()
            .filter(parts -> parts.containsKey(step.name()))
            .mapToDouble(parts -> parts.get(step.name()))
            .findFirst(),
        Optional.of(subject.sha256()));
  }
}
