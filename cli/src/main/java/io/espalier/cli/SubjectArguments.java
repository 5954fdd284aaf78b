package io.espalier.cli;

import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands that work on a trained network have in common. */
final class SubjectArguments {

  @Parameters(
      paramLabel = "RUN|SPEC",
      description = "The folder of a finished run, whose winner is meant, or a YAML file's base.")
  private Path path;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A safetensors file (default: the best of the run, or 'weights' of the spec).")
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

  /**
   * A trained network, and the spec that it belongs to.
   *
   * @param document the spec
   * @param directory what locations in the spec are relative to
   * @param architecture the network
   * @param weights its file
   */
  record Subject(SpecDocument document, Path directory, Architecture architecture, Path weights) {}

  /** Finds the network. */
  Subject subject() throws IOException {
    return Files.isDirectory(path) ? ofRun() : ofSpec();
  }

  private Subject ofRun() throws IOException {
    RunSummary run = RunSummary.read(RunFolder.existing(path));
    checkTrains(run.spec());
    Evaluation winner = run.trainedWinner();
    Path best = run.folder().weights().best();
    if (weights.isEmpty()) {
      WeightsFile.verify(best, winner.trained().orElseThrow().weights());
    }
    return new Subject(
        document(run),
        Path.of(run.started().directory()),
        winner.candidate().architecture(),
        weights.map(SubjectArguments::present).orElse(best));
  }

  private SpecDocument document(RunSummary run) {
    if (specs.overrides().isEmpty()) {
      return run.document();
    }
    List<String> overrides =
        Stream.concat(run.started().overrides().stream(), specs.overrides().stream()).toList();
    Path directory = Path.of(run.started().directory());
    return SpecArguments.read(run.folder().spec(), directory, overrides).document();
  }

  private static void checkTrains(SearchSpec spec) {
    if (spec.data().table().isPresent()) {
      throw new UsageException(
          "There is nothing to measure: the accuracies of the spec stand in data.table.");
    }
  }

  private Subject ofSpec() {
    SpecDocument document = specs.readBase(path);
    checkTrains(document.spec());
    Path directory = path.toAbsolutePath().getParent();
    Path file =
        weights
            .or(() -> document.spec().weights().map(w -> directory.resolve(w.file())))
            .orElseThrow(
                () ->
                    new UsageException(
                        "The spec names no weights. Name a safetensors file with --weights."));
    return new Subject(document, directory, document.spec().space().base(), present(file));
  }

  private static Path present(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--weights %s: there is no such file. Name a safetensors file.".formatted(file));
    }
    return file;
  }
}
