package io.espalier.cli;

import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.session.TableSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a run up where it stopped. */
@Command(
    name = "resume",
    description = "Takes a run up where it stopped, whatever stopped it.",
    footerHeading = "%nExample:%n",
    footer = "  espalier resume runs/quickstart")
final class ResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "Folder of a run, such as runs/quickstart.")
  private Path path;

  @Mixin private CrewArguments crew;

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.existing(path);
    return RunArguments.proceed(
        path,
        RunSummary.read(folder).looksUp()
            ? (session, listener) ->
                new TableSession(InstantSource.system()).resume(folder, listener)
            : (session, listener) -> session.resume(folder, crew.asked(), listener));
  }
}
