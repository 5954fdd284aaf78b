package io.espalier.cli;

import io.espalier.cli.show.EvaluationTable;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.tune.EvaluationReport;
import io.espalier.engine.tune.Subject;
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
        "Measures a trained network: its accuracy on a data set, its MACs, and its latency on this"
            + " machine.",
    footerHeading = "%nExample:%n",
    footer = "  espalier evaluate runs/quickstart --data photos/test")
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private SubjectArguments subjects;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The images to measure on (default: data.test of the spec).")
  private Optional<String> data = Optional.empty();

  @Mixin private ComputeArguments compute;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Subject subject = subjects.subject();
    Optional<Path> other = data.map(location -> Path.of("").toAbsolutePath().resolve(location));
    try (LoadingProgress loading = LoadingProgress.onStandardError()) {
      EvaluationReport report =
          EvaluationReport.of(subject, other, compute.threads(), compute.device(), loading);
      output.print(report, () -> EvaluationTable.of(report));
      return Exit.DONE;
    } catch (RefusalException e) {
      throw data.isPresent()
          ? new UsageException("--data %s: %s".formatted(data.get(), e.getMessage()), e)
          : e;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
