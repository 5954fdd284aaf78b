package io.espalier.cli;

import io.espalier.engine.Engine;
import io.espalier.engine.tune.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that work on a trained network have in common. */
final class SubjectArguments {

  @Parameters(
      paramLabel = "RUN|SPEC",
      description =
          "The folder of a finished run, to take its winner, or a YAML file, to take its base.")
  private Path path;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "A safetensors file (default: the best weights of the run, or 'weights' of the spec).")
  private Optional<Path> weights = Optional.empty();

  @Mixin private SpecArguments specs;

  /** For the command line's parser. */
  SubjectArguments() {}

  /** For commands that have other commands below them, so that the path may be missing. */
  SubjectArguments(Path path, Optional<Path> weights, SpecArguments specs) {
    this.path = path;
    this.weights = weights;
    this.specs = specs;
  }

  /** Finds the network. */
  Subject subject() throws IOException {
    return SpecArguments.isRun(path)
        ? Subject.of(Engine.read(path), specs.overrides(), weights)
        : Subject.of(specs.read(path), weights);
  }
}
