package io.espalier.cli;

import io.espalier.cli.SubjectArguments.Subject;
import io.espalier.cli.show.EvaluationReport;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.engine.session.SpecImages;
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

/** Measures a trained network on a data set. */
@Command(
    name = "evaluate",
    description =
        "Measures a trained network: accuracy on a data set, MACs, latency on this machine.",
    footerHeading = "%nExample:%n",
    footer = "  espalier evaluate runs/quickstart --data photos/test")
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private SubjectArguments subjects;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Images to measure on (default: data.test of the spec).")
  private Optional<String> data = Optional.empty();

  @Mixin private ComputeArguments compute;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Subject subject = subjects.subject();
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
}
