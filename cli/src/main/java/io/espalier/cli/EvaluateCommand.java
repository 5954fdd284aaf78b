package io.espalier.cli;

import io.espalier.cli.run.RunException;
import io.espalier.cli.run.RunFolder;
import io.espalier.cli.run.RunSummary;
import io.espalier.cli.show.EvaluationReport;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.space.Architecture;
import io.espalier.space.spec.Data;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
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
    mixinStandardHelpOptions = true,
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
      description = "A safetensors file (default: the best weights of the run).")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Images to measure on (default: data.test of the spec).")
  private Optional<String> data = Optional.empty();

  @Option(names = "--threads", paramLabel = "N", description = "Compute threads.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private SpecArguments specs;
  @Mixin private Output output;

  /** What is measured. */
  private record Subject(
      String name, SearchSpec spec, Path directory, Architecture architecture, Path weights) {}

  @Override
  public Integer call() throws IOException {
    Subject subject = RunFolder.isRun(path) ? ofRun() : ofSpec();
    Data images =
        data.map(Path::of)
            .map(location -> subject.spec().data().withTest(location.toAbsolutePath().toString()))
            .orElse(subject.spec().data());
    try (LoadingProgress loading = LoadingProgress.onStandardError();
        Dataset dataset =
            Dataset.open(subject.directory(), images, subject.spec().seed(), loading)) {
      EvaluationReport report =
          EvaluationReport.measure(
              subject.name(),
              subject.architecture(),
              subject.weights(),
              dataset,
              subject.spec().train().batch(),
              Torch.start(threads, Optional.empty()));
      output.print(report, report::table);
      return Espalier.DONE;
    } catch (DataException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private Subject ofRun() throws IOException {
    RunSummary run = RunSummary.read(RunFolder.existing(path));
    Architecture winner =
        run.winner()
            .orElseThrow(
                () ->
                    new RunException(
                        "%s has no winner yet. Go on with 'espalier resume %s'."
                            .formatted(path, path)))
            .candidate()
            .architecture();
    return new Subject(
        run.spec().name(),
        run.spec(),
        Path.of(run.started().directory()),
        winner,
        weights.orElse(run.folder().weights().best()));
  }

  private Subject ofSpec() {
    SearchSpec spec = specs.read(path).document().spec();
    return new Subject(
        spec.name(),
        spec,
        path.toAbsolutePath().getParent(),
        spec.space().base(),
        weights.orElseThrow(
            () ->
                new UsageException(
                    "A spec has no weights of its own. Name a file with --weights.")));
  }
}
