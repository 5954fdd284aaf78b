package io.espalier.cli.show;

import io.espalier.cli.run.Footprint;
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
import java.util.Locale;
import java.util.Optional;

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
    Optional<DynamicCost> dynamic) {

  /** Counts what a spec asks for. */
  public static SpecReport of(SearchSpec spec, Task task, Searcher searcher) {
    int trials = searcher.plannedTrials();
    int epochs = searcher.plannedEpochs(spec.train().epochs());
    Budget budget = spec.budget();
    Evaluator evaluator = new Evaluator(task, budget, spec.dynamicResolution());
    Cost base = evaluator.cost(spec.space().base());
    Cost largest = evaluator.cost(spec.space().largest());
    Footprint footprint = Footprint.ofSearch(spec, task);
    int axes = Math.max(1, spec.space().axes().size());
    // Where trials go on from each other, the weights of a whole round are kept besides.
    int going = epochs < trials * spec.train().epochs() ? axes : 0;
    int rounds = 1 + (trials + axes - 1) / axes + going;
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
        trains
            ? footprint.disk(Math.min(trials, Runtime.getRuntime().availableProcessors()), rounds)
            : 0,
        spec.dynamicResolution()
            .map(settings -> DynamicCost.of(spec.space().base(), task, settings)));
  }

  /** Says it as people do: 640 MB. */
  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
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
                megabytes(memory),
                megabytes(disk))
        + dynamic.map(cost -> "  the base     " + cost.text()).orElse("");
  }
}
