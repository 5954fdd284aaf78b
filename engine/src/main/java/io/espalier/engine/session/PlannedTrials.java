package io.espalier.engine.session;

import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.thumbnail.ThumbnailPlan;
import java.util.Optional;

/**
 * How the networks of each plan are trained in the end, and what they cost.
 *
 * @param spec what was asked for
 * @param task channels and classes
 * @param start where networks without a parent start, if not from weights that are drawn
 * @param measuredOn what they are measured on
 */
record PlannedTrials(SearchSpec spec, Task task, Optional<Trial.Start> start, HeldOut measuredOn)
    implements Plan.Cases<TrialMaker> {

  @Override
  public TrialMaker search(Plan.Search plan) {
    return inFull();
  }

  @Override
  public TrialMaker train(Plan.Train plan) {
    return inFull();
  }

  @Override
  public TrialMaker dynamic(Plan.Dynamic plan) {
    return inFull();
  }

  private TrialMaker inFull() {
    return new TrialTemplate(
        spec.seed(),
        task,
        start,
        spec.last().orElse(spec.train()),
        measuredOn,
        spec.dynamicResolution());
  }

  @Override
  public TrialMaker lean(Plan.Lean plan) {
    Trial.Method method =
        plan.distillation()
            .<Trial.Method>map(terms -> new Trial.Distilled(plan.dense(), terms))
            .orElseGet(Trial.Supervised::new);
    return (number, candidate, replay) ->
        tuning(number, plan)
            .from(new Trial.Projected(plan.dense(), plan.fit(), plan.calibration()))
            .learning(method);
  }

  @Override
  public TrialMaker thumb(Plan.Thumb plan) {
    return (number, candidate, replay) ->
        tuning(number, plan)
            .from(new Trial.Start(plan.teacher(), false))
            .learning(new Trial.ReadingThumbnails(plan.teacher(), plan.settings()));
  }

  private Trial tuning(int number, Plan plan) {
    return Trial.of(number, plan.only().orElseThrow(), task, spec.train(), measuredOn, spec.seed())
        .measuringEpochs();
  }

  /** Returns what the network of a plan costs, where it is more than its architecture tells. */
  static Optional<Evaluator.Cost> cost(Plan plan, Task task) {
    if (plan instanceof Plan.Thumb thumb) {
      ThumbnailPlan networks =
          ThumbnailPlan.of(thumb.teacher().architecture(), task, thumb.settings());
      return Optional.of(new Evaluator.Cost(networks.macs(), networks.whole().parameters()));
    }
    return Optional.empty();
  }
}
