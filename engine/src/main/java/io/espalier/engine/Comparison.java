package io.espalier.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.espalier.engine.journal.Contender;
import io.espalier.engine.journal.Run;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Plan;
import io.espalier.space.Architecture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one run started from, found and cost, to be put beside others.
 *
 * @param run its folder
 * @param name its name
 * @param plan what it does: search, train, dynamic, lean or thumb
 * @param status finished, or unfinished
 * @param strategy how it searched; none where nothing was searched
 * @param seed its seed
 * @param budgetMacs what it was allowed
 * @param trials candidates that have an outcome
 * @param failed candidates that failed or were refused, with reasons
 * @param trainingSeconds time of all trials
 * @param measuredOn what base and winner are measured on: validation, test, or a table
 * @param base where it started, trained in full; or the trained network that it worked on
 * @param winner what it found
 * @param gain by how much the winner's score is higher
 * @param measure the score that they are compared by
 */
public record Comparison(
    String run,
    String name,
    String plan,
    String status,
    String strategy,
    long seed,
    long budgetMacs,
    long trials,
    List<FailedTrial> failed,
    double trainingSeconds,
    String measuredOn,
    Optional<ComparedNetwork> base,
    Optional<ComparedNetwork> winner,
    OptionalDouble gain,
    @JsonIgnore Measure measure) {

  /** Copies the list. */
  public Comparison {
    failed = List.copyOf(failed);
  }

  /**
   * A trial without a measurement.
   *
   * @param trial its number
   * @param reason one line
   * @param lastWords what its process said before it died
   */
  public record FailedTrial(int trial, String reason, Optional<String> lastWords) {

    private static FailedTrial of(Evaluation evaluation) {
      return new FailedTrial(
          evaluation.number(),
          evaluation.failure().orElseThrow(),
          evaluation.outcome() instanceof Outcome.Failed failed
              ? failed.lastWords()
              : Optional.empty());
    }
  }

  /**
   * A network in a comparison.
   *
   * @param architecture the network
   * @param macs multiply-accumulates of one image
   * @param expectedMacs those that it is expected to cost, where the network chooses resolutions
   * @param parameters learned values
   * @param topOne share of right answers
   * @param topFive share of images whose class was among the first five
   * @param latencyMillis time of one image at batch 1
   */
  public record ComparedNetwork(
      Architecture architecture,
      long macs,
      OptionalLong expectedMacs,
      long parameters,
      OptionalDouble topOne,
      OptionalDouble topFive,
      OptionalDouble latencyMillis) {

    private static ComparedNetwork of(Contender contender) {
      return new ComparedNetwork(
          contender.architecture(),
          contender.macs(),
          contender.expectedMacs(),
          contender.parameters(),
          contender.quality(),
          contender.measurement().stream()
              .filter(Classification.class::isInstance)
              .mapToDouble(m -> ((Classification) m).topFive())
              .findFirst(),
          contender.latencyMillis().stream().filter(Double::isFinite).findFirst());
    }
  }

  /** Sums a run up. */
  public static Comparison of(Run run) {
    return new Comparison(
        run.folder().path().toString(),
        run.spec().name(),
        run.plan().name(),
        run.replay().finished() ? "finished" : "unfinished",
        run.plan() instanceof Plan.Search ? run.spec().search().strategy() : "none",
        run.spec().seed(),
        run.spec().budget().macs(),
        run.replay().evaluations().count(),
        run.failures().stream().map(FailedTrial::of).toList(),
        run.trainingSeconds(),
        run.looksUp() ? "table" : run.measuredOn().name().toLowerCase(Locale.ROOT),
        run.before().map(ComparedNetwork::of),
        run.after().map(ComparedNetwork::of),
        run.gain(),
        run.measure());
  }
}
