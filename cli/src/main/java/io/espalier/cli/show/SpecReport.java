package io.espalier.cli.show;

import io.espalier.engine.session.Footprint;
import io.espalier.engine.session.Room;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.searcher.Searcher;
import io.espalier.space.Task;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.Quantities;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a spec that is right asks for.
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
public record SpecReport(
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
   * Counts what a spec asks for.
   *
   * @param room how much of the disk there is for a run
   */
  public static SpecReport of(SearchSpec spec, Task task, Searcher searcher, Room room) {
    int trials = searcher.plannedTrials();
    int epochs = searcher.plannedEpochs(spec.train().epochs());
    Budget budget = spec.budget();
    Evaluator evaluator = new Evaluator(task, budget, spec.dynamicResolution());
    Cost base = evaluator.cost(spec.space().base());
    Cost largest = evaluator.cost(spec.space().largest());
    Footprint footprint = Footprint.ofSearch(spec, task);
    Training inFull = spec.last().orElse(spec.train());
    boolean trains = spec.data().table().isEmpty();
    return new SpecReport(
        spec.name(),
        task,
        spec.space().size(),
        base.macs(),
        largest.macs(),
        budget.fewestMacs(),
        budget.mostMacs(),
        trials,
        trains ? epochs + 2 * inFull.epochs() : 0,
        trains ? footprint.memory() : 0,
        room.need().most(),
        room.free(),
        room.warning(),
        spec.dynamicResolution()
            .map(settings -> DynamicCost.of(spec.space().base(), task, settings)));
  }

  /** Says it for people. */
  public String text(Path file) {
    return """
        %s is right.
          task       %d classes, %d input channels
          space      %,d architectures, from %s to %s MACs
          budget     %s to %s MACs
          to spend   about %d trials, %d epochs
          memory     about %s for each trial at a time
          disk       about %s
        """
            .formatted(
                file,
                task.classes(),
                task.channels(),
                spaceSize,
                Quantities.formatCount(baseMacs),
                Quantities.formatCount(largestMacs),
                Quantities.formatCount(fewestMacs),
                Quantities.formatCount(mostMacs),
                trials,
                epochs,
                Quantities.formatBytes(memory),
                Quantities.formatBytes(disk))
        + dynamic.map(cost -> "  the base     " + cost.text()).orElse("")
        + warning.map("Warning: %s%n"::formatted).orElse("");
  }
}
