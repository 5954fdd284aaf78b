package io.espalier.engine;

import io.espalier.engine.session.CheckedSpec;
import io.espalier.engine.session.DiskNeed;
import io.espalier.engine.session.Footprint;
import io.espalier.engine.session.Room;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.searcher.Searcher;
import io.espalier.space.Task;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a valid spec asks for.
 *
 * @param name name of the run
 * @param task channels and classes
 * @param spaceSize number of architectures in the space
 * @param baseMacs multiply-accumulates of the smallest network
 * @param largestMacs multiply-accumulates of the largest
 * @param fewestMacs least that the budget admits
 * @param mostMacs most that the budget admits
 * @param trials candidates that will be tried, about
 * @param epochs epochs in all, about, those of base and winner in the end included
 * @param memory bytes of memory that a trial takes, about
 * @param disk bytes of disk that the run's folder takes, at most, about
 * @param free bytes that are free on the disk that it would be made on, where that says so
 * @param warning what is to be said before such a run starts
 * @param dynamic what it costs the base to choose a resolution for every image, if it does
 */
public record SpecDescription(
    String name,
    Task task,
    BigInteger spaceSize,
    long baseMacs,
    long largestMacs,
    long fewestMacs,
    long mostMacs,
    int trials,
    int epochs,
    long memory,
    long disk,
    OptionalLong free,
    Optional<String> warning,
    Optional<DynamicCost> dynamic) {

  /**
   * Checks a spec, and counts what it asks for.
   *
   * @param runs folder that the run's folder would be made in, whose disk is looked at
   * @param sideBySide trials that are trained at once
   * @throws io.espalier.space.spec.SpecException with everything that is wrong
   */
  public static SpecDescription of(Spec asked, Path runs, int sideBySide) {
    CheckedSpec checked = asked.checked();
    SearchSpec spec = asked.value();
    return spec.data()
        .match(
            images ->
                of(
                    checked,
                    Footprint.ofSearch(spec, checked.task()).memory(),
                    inFull(spec),
                    Room.in(
                        runs,
                        DiskNeed.ofSearch(spec, checked.task(), checked.searcher(), sideBySide))),
            table -> of(checked, 0, 0, Room.in(runs, DiskNeed.NONE)));
  }

  /** The epochs of base and winner in the end. */
  private static int inFull(SearchSpec spec) {
    Training training = spec.last().orElse(spec.train());
    return 2 * training.epochs();
  }

  private static SpecDescription of(CheckedSpec checked, long memory, int inFull, Room room) {
    SearchSpec spec = checked.document().spec();
    Task task = checked.task();
    Searcher searcher = checked.searcher();
    Budget budget = spec.budget();
    Evaluator evaluator = new Evaluator(task, budget, spec.dynamicResolution());
    Cost base = evaluator.cost(spec.space().base());
    Cost largest = evaluator.cost(spec.space().largest());
    return new SpecDescription(
        spec.name(),
        task,
        spec.space().size(),
        base.macs(),
        largest.macs(),
        budget.fewestMacs(),
        budget.mostMacs(),
        searcher.plannedTrials(),
        inFull == 0 ? 0 : searcher.plannedEpochs(spec.train().epochs()) + inFull,
        memory,
        room.need().most(),
        room.free(),
        room.warning(),
        spec.dynamicResolution()
            .map(settings -> DynamicCost.of(spec.space().base(), task, settings)));
  }
}
