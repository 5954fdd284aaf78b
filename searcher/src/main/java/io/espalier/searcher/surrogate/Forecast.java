package io.espalier.searcher.surrogate;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.Quantiles;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Outcome;
import io.espalier.searcher.surrogate.GaussianProcess.Posterior;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What a run's history says about networks that were not tried. */
public final class Forecast {

  private static final double TUKEY = 1.5;

  private final GaussianProcess scores;
  private final Optional<GaussianProcess> logMillis;

  private Forecast(GaussianProcess scores, Optional<GaussianProcess> logMillis) {
    this.scores = scores;
    this.logMillis = logMillis;
  }

  /**
   * Fits the surrogates of score and of latency.
   *
   * @param tried at least 2 of them with a score; those too slow for one still tell of latency
   * @param features of an evaluation's network
   * @throws IllegalArgumentException if fewer than 2 have a score
   */
  public static Forecast of(List<Evaluation> tried, Function<Evaluation, double[]> features) {
    List<Evaluation> scored = tried.stream().filter(e -> e.score().isPresent()).toList();
    checkArgument(
        scored.size() > 1, "There are %s scores, but a forecast needs at least 2.", scored.size());
    List<Evaluation> timed = tried.stream().filter(e -> e.trained().isPresent()).toList();
    return new Forecast(
        GaussianProcess.fit(
            scored.stream().map(features).toList(),
            fenced(scored.stream().mapToDouble(e -> e.score().getAsDouble()).toArray())),
        timed.size() > 1 && timed.stream().allMatch(e -> millis(e) > 0)
            ? Optional.of(
                GaussianProcess.fit(
                    timed.stream().map(features).toList(),
                    timed.stream().mapToDouble(e -> Math.log(millis(e))).toArray()))
            : Optional.empty());
  }

  /**
   * Raises outliers below to Tukey's lower fence: how bad the worst values are says nothing about
   * the best, but would make all others look equal to the process.
   */
  private static double[] fenced(double... scores) {
    Map<Integer, Double> quartiles = Quantiles.quartiles().indexes(1, 3).compute(scores);
    double spread = quartiles.get(3) - quartiles.get(1);
    double fence = quartiles.get(1) - TUKEY * spread;
    return Arrays.stream(scores).map(score -> Math.max(score, fence)).toArray();
  }

  private static double millis(Evaluation evaluation) {
    return evaluation.trained().map(Outcome.Trained::timing).orElseThrow().latencyMillis();
  }

  /** Returns the score, as a share, to expect of a network. */
  public Posterior score(double... features) {
    return scores.at(features);
  }

  /** Returns the latency to expect of a network, where any was measured. */
  public OptionalDouble latencyMillis(double... features) {
    return logMillis
        .map(process -> OptionalDouble.of(Math.exp(process.at(features).mean())))
        .orElseGet(OptionalDouble::empty);
  }

  /** Returns the best score so far, without its noise. */
  public double best() {
    return scores.best();
  }

  /** Returns this forecast as if its own expectation of a network had come true. */
  public Forecast believing(double... features) {
    return new Forecast(scores.believing(features), logMillis);
  }
}
