package io.espalier.cli;

import io.espalier.cli.run.RunFolder;
import io.espalier.cli.run.RunSummary;
import io.espalier.cli.run.SpecImages;
import io.espalier.cli.show.EvaluationReport;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.evaluator.Evaluation;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a trained network on a data set. */
@Command(
    name = "evaluate",
    description =
        "Measures a trained network: accuracy on a data set, MACs, latency on this machine.",
    footerHeading = "%nExample:%n",
    footer = "  espalier evaluate runs/quickstart --data photos/test")
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|SPEC",
      description = "The folder of a finished run, or a YAML file, whose base is measured.")
  private Path path;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A safetensors file (default: the best of the run, or 'weights' of the spec).")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Images to measure on (default: data.test of the spec).")
  private Optional<String> data = Optional.empty();

  @Mixin private ComputeArguments compute;
  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  /** What is measured. */
  private record Subject(
      SpecDocument document, Path directory, Architecture architecture, Path weights) {}

  @Override
  public Integer call() throws IOException {
    Subject subject = Files.isDirectory(path) ? ofRun() : ofSpec();
    Torch torch = compute.start();
    try (LoadingProgress loading = LoadingProgress.onStandardError();
        Dataset dataset = open(subject, loading)) {
      EvaluationReport report =
          EvaluationReport.measure(
              subject.document().spec().name(),
              subject.architecture(),
              subject.weights(),
              dataset,
              subject.document().spec().train().batch(),
              torch);
      output.print(report, report::table);
      return Espalier.DONE;
    }
  }

  private Dataset open(Subject subject, LoadingProgress loading) {
    if (data.isEmpty()) {
      return SpecImages.open(subject.document(), subject.directory(), loading);
    }
    SearchSpec spec = subject.document().spec();
    String location = Path.of("").toAbsolutePath().resolve(data.get()).toString();
    try {
      return SpecImages.open(
          subject.directory(), spec.data().withTest(location), spec.seed(), loading);
    } catch (DataException e) {
      throw new UsageException("--data %s: %s".formatted(data.get(), e.getMessage()), e);
    }
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
        run.document(),
        Path.of(run.started().directory()),
        winner.candidate().architecture(),
        weights.map(EvaluateCommand::present).orElse(best));
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
