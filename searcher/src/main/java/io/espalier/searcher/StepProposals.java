package io.espalier.searcher;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.History;
import io.espalier.searcher.Landing.Landed;
import io.espalier.space.Architecture;
import io.espalier.space.growth.Axis;
import io.espalier.space.growth.Space;
import io.espalier.space.spec.Budget;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a step of {@link GreedyEnlarging} proposes. */
final class StepProposals {

  private final Space space;
  private final Affordable affordable;
  private final GreedyEnlarging.GreedySettings setting;

  /** A candidate of a step, and the axis that it grows along first; none where that axis gives. */
  record StepProposal(int step, Candidate candidate, Optional<Axis> grown) {}

  StepProposals(Space space, Affordable affordable, GreedyEnlarging.GreedySettings setting) {
    this.space = space;
    this.affordable = affordable;
    this.setting = setting;
  }

  /**
   * Returns what grows from a trial to a window of MACs, without what was tried before.
   *
   * @param merit all axes, in the order in which they fill
   */
  List<StepProposal> grown(
      int step, Budget window, Evaluation parent, List<Axis> merit, History history) {
    Architecture from = parent.candidate().architecture();
    Landing landing = new Landing(space, affordable, window, merit);
    Stream<StepProposal> growths =
        space.axes().stream()
            .flatMap(
                axis ->
                    landing.along(axis, from).stream()
                        .map(
                            found ->
                                new StepProposal(
                                    step, child(step, parent, found), Optional.of(axis))));
    Stream<StepProposal> moves =
        setting.reallocate()
            ? space.axes().stream()
                .flatMap(axis -> landing.against(axis, from).stream())
                .map(
                    found ->
                        new StepProposal(
                            step, relative(step, parent, found, history), Optional.empty()))
            : Stream.empty();
    Set<Architecture> seen =
        history
            .evaluations()
            .map(e -> e.candidate().architecture())
            .collect(Collectors.toCollection(HashSet::new));
    return Stream.concat(growths, moves)
        .filter(proposal -> seen.add(proposal.candidate().architecture()))
        .toList();
  }

  private Candidate child(int step, Evaluation parent, Landed landed) {
    return Candidate.childOf(
            parent.number(), landed.architecture(), why(step, parent, landed, ", filled with "))
        .trainedFor(setting.rungs().epochsOn(1));
  }

  /** A candidate that does not contain its parent inherits the last of its line that it does. */
  private Candidate relative(int step, Evaluation parent, Landed landed, History history) {
    List<Evaluation> all = history.evaluations().toList();
    Evaluation ancestor = parent;
    while (!landed.architecture().contains(ancestor.candidate().architecture())) {
      ancestor = all.get(ancestor.candidate().parent().orElse(0));
    }
    return Candidate.childOf(
            ancestor.number(),
            landed.architecture(),
            "%s; inherits trial %d, the last of its line that it contains"
                .formatted(why(step, parent, landed, " for "), ancestor.number()))
        .trainedFor(setting.rungs().epochsOn(1));
  }

  private String why(int step, Evaluation parent, Landed landed, String between) {
    return "%s: %s"
        .formatted(where(step, 1), landed.change(parent.candidate().architecture(), between));
  }

  private String where(int step, int rung) {
    String ofSteps = "step %d of %d".formatted(step, setting.steps());
    int rungs = setting.rungs().count();
    return rungs == 1 ? ofSteps : "%s, rung %d of %d".formatted(ofSteps, rung, rungs);
  }

  /** Returns what goes on from a trial of a proposal, on the next rung. */
  StepProposal promoted(Evaluation better, StepProposal proposal, int rung) {
    Candidate onwards =
        Candidate.childOf(
            better.number(),
            better.candidate().architecture(),
            "%s: goes on from trial %d".formatted(where(proposal.step(), rung), better.number()));
    return new StepProposal(
        proposal.step(), onwards.trainedFor(setting.rungs().epochsOn(rung)), proposal.grown());
  }
}
