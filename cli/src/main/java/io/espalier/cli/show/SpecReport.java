package io.espalier.cli.show;

import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Evaluator.Cost;
import io.espalier.space.Task;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.Quantities;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.Training;
import java.math.BigInteger;
import java.nio.file.Path;

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
    int epochs) {

  /** Counts what a spec asks for. */
  public static SpecReport of(SearchSpec spec, Task task, int trials) {
    Budget budget = spec.budget();
    Evaluator evaluator = new Evaluator(task, budget);
    Cost base = evaluator.cost(spec.space().base());
    Cost largest = evaluator.cost(spec.space().largest());
    Training inFull = spec.last().orElse(spec.train());
    return new SpecReport(
        spec.name(),
        task,
        spec.space().size(),
        base.macs(),
        largest.macs(),
        budget.fewestMacs(),
        budget.mostMacs(),
        trials,
        spec.data().table().isPresent() ? 0 : trials * spec.train().epochs() + 2 * inFull.epochs());
  }

  /** Says it for people. */
  public String text(Path file) {
    return """
        %s is right.
          task       %d classes, %d input channels
          space      %,d architectures, from %s to %s MACs
          budget     %s to %s MACs
          to spend   about %d trials, %d epochs
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
            epochs);
  }
}
