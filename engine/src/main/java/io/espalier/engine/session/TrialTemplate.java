package io.espalier.engine.session;

import io.espalier.engine.journal.Replay;
import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Task;
import io.espalier.space.dynamic.DynamicResolution;
import io.espalier.space.spec.Training;
import java.util.Optional;

/**
 * What the trials of a search have in common.
 *
 * @param seed the run's seed
 * @param start where networks without a parent start, if not from weights that are drawn
 * @param training how they are trained, if for other epochs than a candidate's, then in as many
 * @param measuredOn what they are measured on
 * @param dynamic how they learn to choose a resolution for every image, if they do
 */
record TrialTemplate(
    long seed,
    Task task,
    Optional<Trial.Start> start,
    Training training,
    HeldOut measuredOn,
    Optional<DynamicResolution> dynamic)
    implements TrialMaker {

  @Override
  public Trial trial(int number, Candidate candidate, Replay replay) {
    // What is looked up in a table has no weights to inherit.
    Optional<Trial.Origin> parent =
        candidate.parent().stream()
            .mapToObj(p -> parent(p, replay))
            .flatMap(Optional::stream)
            .findFirst();
    return Trial.of(
            number,
            candidate.architecture(),
            task,
            candidate.epochs().stream()
                .mapToObj(training::stretchedTo)
                .findFirst()
                .orElse(training),
            measuredOn,
            seed)
        .from(parent.or(() -> start).orElseGet(Trial.Drawn::new))
        .learning(
            dynamic
                .<Trial.Method>map(Trial.ChoosingResolutions::new)
                .orElseGet(Trial.Supervised::new));
  }

  private static Optional<Trial.Origin> parent(int number, Replay replay) {
    Evaluation evaluation =
        replay.evaluations().filter(e -> e.number() == number).findFirst().orElseThrow();
    return evaluation
        .trained()
        .map(Outcome.Trained::weights)
        .map(weights -> new Trial.Parent(number, evaluation.candidate().architecture(), weights));
  }
}
