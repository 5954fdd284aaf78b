package io.espalier.engine.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Notes;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.ParetoFront;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.spec.Budget;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run found: no times and no hosts, so that equal runs give equal bytes.
 *
 * @param format version of this file's format
 * @param name name of the run
 * @param spec SHA-256 of the spec in canonical form
 * @param seed the run's seed
 * @param task channels and classes
 * @param budget what the network may cost
 * @param base where the search started, or the trained network that the run worked on; absent where
 *     there is neither
 * @param winner the best network within the budget
 * @param trials everything that was tried, in order
 * @param ending why the search ended; absent where nothing was searched
 * @param paretoFront numbers of the trials that no other beats without costing more MACs
 * @param steps what was measured on the way, where the run worked on a trained network in steps
 * @param layers what was lost by making convolutions lean, where the run did so
 */
public record Results(
    int format,
    String name,
    String spec,
    long seed,
    Task task,
    Budget budget,
    Optional<Network> base,
    Network winner,
    List<Tried> trials,
    Optional<String> ending,
    List<Integer> paretoFront,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Notes.Step> steps,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Notes.LeanLayer> layers) {

  private static final int FORMAT = 1;

  /** Copies the lists. */
  public Results {
    trials = List.copyOf(trials);
    paretoFront = List.copyOf(paretoFront);
    steps = List.copyOf(steps);
    layers = List.copyOf(layers);
  }

  /**
   * A network that was trained in full, or looked up.
   *
   * @param architecture the network
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   * @param expectedMacs multiply-accumulates that an image is expected to cost, where the network
   *     chooses resolutions
   * @param measuredOn what it was measured on
   * @param measurement how well it does; absent if its training failed
   * @param weights SHA-256 of its weights
   * @param lookedUp share of right answers that a table tells, where nothing was trained
   */
  public record Network(
      Architecture architecture,
      long macs,
      long parameters,
      OptionalLong expectedMacs,
      HeldOut measuredOn,
      Optional<Measurement> measurement,
      Optional<String> weights,
      OptionalDouble lookedUp) {

    static Network of(Contender before, HeldOut measuredOn) {
      return new Network(
          before.architecture(),
          before.macs(),
          before.parameters(),
          before.expectedMacs(),
          measuredOn,
          before.measurement(),
          before.weights(),
          OptionalDouble.empty());
    }

    static Network of(Evaluation evaluation, HeldOut measuredOn) {
      return new Network(
          evaluation.candidate().architecture(),
          evaluation.macs(),
          evaluation.parameters(),
          evaluation.expectedMacs(),
          measuredOn,
          evaluation.measurement(),
          evaluation.trained().map(Outcome.Trained::weights),
          Results.lookedUp(evaluation));
    }
  }

  /**
   * A candidate and what came of it, measured on the validation images.
   *
   * @param trial its number
   * @param parent the trial whose weights it inherited
   * @param why why it was proposed
   * @param architecture the network
   * @param macs multiply-accumulates of one image
   * @param parameters learned values
   * @param expectedMacs multiply-accumulates that an image is expected to cost, where the network
   *     chooses resolutions
   * @param measurement how well it does
   * @param failure why there is no measurement
   * @param lookedUp share of right answers that a table tells, where nothing was trained
   * @param epochs how long it was trained, if not for as long as the spec says
   */
  public record Tried(
      int trial,
      OptionalInt parent,
      String why,
      Architecture architecture,
      long macs,
      long parameters,
      OptionalLong expectedMacs,
      Optional<Measurement> measurement,
      Optional<String> failure,
      OptionalDouble lookedUp,
      OptionalInt epochs) {

    static Tried of(Evaluation evaluation) {
      return new Tried(
          evaluation.number(),
          evaluation.candidate().parent(),
          evaluation.candidate().why(),
          evaluation.candidate().architecture(),
          evaluation.macs(),
          evaluation.parameters(),
          evaluation.expectedMacs(),
          evaluation.measurement(),
          evaluation.failure(),
          Results.lookedUp(evaluation),
          evaluation.candidate().epochs());
    }
  }

  private static OptionalDouble lookedUp(Evaluation evaluation) {
    return evaluation.outcome() instanceof Outcome.LookedUp found
        ? OptionalDouble.of(found.topOne())
        : OptionalDouble.empty();
  }

  /**
   * Sums up a run.
   *
   * @param base where a search started; empty where nothing was searched
   * @param winner the best network within the budget, or the one that the run is about
   */
  public static Results of(
      SearchSpec spec,
      Event.Started started,
      Replay replay,
      Optional<Evaluation> base,
      Evaluation winner,
      Optional<String> ending,
      HeldOut measuredOn) {
    Task task = started.images().task();
    Optional<Network> subject =
        Contender.before(winner, started.planned(), task)
            .map(before -> Network.of(before, measuredOn));
    return new Results(
        FORMAT,
        spec.name(),
        CanonicalSpec.sha256(spec),
        spec.seed(),
        task,
        spec.budget(),
        subject.or(() -> base.map(network -> Network.of(network, measuredOn))),
        Network.of(winner, measuredOn),
        replay.evaluations().map(Tried::of).toList(),
        ending,
        ParetoFront.of(replay.evaluations()).stream().map(Evaluation::number).toList(),
        winner.notes().steps(),
        winner.notes().layers());
  }
}
