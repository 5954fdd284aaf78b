package io.espalier.engine.session;

import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.util.Optional;

/**
 * What trials have in common.
 *
 * @param start where networks without a parent start, if not from weights that are drawn
 * @param training how they are trained, if for other epochs than a candidate's, then in as many
 * @param measuredOn what they are measured on
 * @param dynamic how they learn to choose a resolution for every image, if they do
 */
record TrialTemplate(
    SearchSpec spec,
    Task task,
    Optional<Trial.Start> start,
    Training training,
    HeldOut measuredOn,
    Optional<DynamicResolution> dynamic) {

  /** Makes the trial of a candidate, whose parent must have its outcome. */
  Trial trial(int number, Candidate candidate, Replay replay) {
    // What is looked up in a table has no weights to inherit.
    Optional<Trial.Parent> parent =
        spec.data().table().isPresent()
            ? Optional.empty()
            : candidate.parent().stream().mapToObj(p -> parent(p, replay)).findFirst();
    return new Trial(
        number,
        candidate.architecture(),
        task,
        candidate.epochs().stream().mapToObj(training::stretchedTo).findFirst().orElse(training),
        measuredOn,
        spec.seed(),
        parent,
        parent.isPresent() ? Optional.empty() : start,
        Optional.empty(),
        dynamic);
  }

  private static Trial.Parent parent(int number, Replay replay) {
    Evaluation evaluation =
        replay.evaluations().filter(e -> e.number() == number).findFirst().orElseThrow();
    return new Trial.Parent(
        number,
        evaluation.candidate().architecture(),
        evaluation.trained().orElseThrow().weights());
  }
}
