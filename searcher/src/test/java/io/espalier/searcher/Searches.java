package io.espalier.searcher;

import io.espalier.evaluator.Candidate;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.History;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.space.Draws;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Whole searches in which nothing is trained. */
final class Searches {

  /** Everything grows, by a factor of 4 in MACs; of 4,536 architectures 5 in 100 are within. */
  private static final String SPEC =
      """
      name: small
      data: {train: images, classes: 10, channels: 1}
      family: resnet-cifar
      base: {resolution: 12, stages: [{depth: 1, width: 4}, {depth: 1, width: 8}]}
      space:
        resolution: {to: 20, step: 4}
        stages:
          - {depth: {to: 3}, width: {to: 16, step: 4}, resolution: {scales: [1, 1.5]}}
          - {depth: {to: 3}, width: {to: 32, step: 4}, resolution: {scales: [1, 1.5]}}
      budget: {macs: 320k, tolerance: 5%}
      train: {epochs: 1}
      """;

  private Searches() {}

  /** Returns the spec with some keys set, such as {@code search.strategy=random}. */
  static SearchSpec spec(String... overrides) {
    try {
      Path file = Files.createTempFile("small", ".yaml");
      try {
        Files.writeString(file, SPEC);
        return new SpecReader().read(file, List.of(overrides)).spec();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Evaluator evaluator(SearchSpec spec) {
    return new Evaluator(SmallSpaces.TASK, spec.budget());
  }

  static Outcome trained(int correct) {
    return new Outcome.Trained(
        new Classification(1000, correct, correct, 1), "0", new Timing(1, 1, 1));
  }

  /** Scores are drawn by architecture; one trial in ten fails, never the base. */
  static BiFunction<Integer, Candidate, Outcome> drawn(long seed) {
    return (number, candidate) -> {
      var random = Draws.of(seed, candidate.architecture().hashCode(), "scores");
      return random.nextInt(10) == 0 && number > 0
          ? new Outcome.Failed("diverged")
          : trained(random.nextInt(1000));
    };
  }

  /** Runs a search to its end. */
  static History run(
      Searcher searcher, Evaluator evaluator, BiFunction<Integer, Candidate, Outcome> trainer) {
    History history = History.EMPTY;
    int number = 0;
    List<Candidate> proposed = searcher.propose(history);
    while (!proposed.isEmpty()) {
      List<Evaluation> round = new ArrayList<>();
      for (Candidate candidate : proposed) {
        Outcome outcome = trainer.apply(number, candidate);
        round.add(evaluator.evaluate(number++, candidate, outcome));
      }
      history = history.with(round);
      proposed = searcher.propose(history);
    }
    return history;
  }
}
