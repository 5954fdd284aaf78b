package io.espalier.cli;

import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SpecDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Trains one architecture in full, without a search. */
@Command(
    name = "train",
    description =
        "Trains one architecture from scratch, as 'final' in the spec says: the base of a spec, or"
            + " the winner of a run. The training is a run itself, and can be resumed.",
    footerHeading = "%nExample:%n",
    footer = "  espalier train runs/quickstart --name winner-from-scratch")
final class TrainCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC|RUN",
      description = "A YAML file, or the folder of a finished run.")
  private Path path;

  @Mixin private SpecArguments specs;
  @Mixin private RunArguments runs;

  @Override
  public Integer call() throws IOException {
    return runs.start(Files.isDirectory(path) ? winner() : base());
  }

  private RunArguments.Asked base() {
    SpecDocument document = specs.read(path).document();
    return new RunArguments.Asked(
        document,
        path.toAbsolutePath().getParent(),
        specs.overrides(),
        Optional.of(document.spec().space().base()),
        document.spec().name() + "-train");
  }

  private RunArguments.Asked winner() throws IOException {
    RunSummary run = RunSummary.read(RunFolder.existing(path));
    Architecture winner = run.trainedWinner().candidate().architecture();
    Path directory = Path.of(run.started().directory());
    List<String> overrides =
        Stream.concat(run.started().overrides().stream(), specs.overrides().stream()).toList();
    return new RunArguments.Asked(
        SpecArguments.read(run.folder().spec(), directory, overrides).document(),
        directory,
        overrides,
        Optional.of(winner),
        run.spec().name() + "-train");
  }
}
