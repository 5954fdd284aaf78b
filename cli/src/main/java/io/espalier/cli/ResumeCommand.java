package io.espalier.cli;

import io.espalier.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Continues a run where it stopped. */
@Command(
    name = "resume",
    description = "Continues a run from the point where it stopped, whatever stopped it.",
    footerHeading = "%nExample:%n",
    footer = "  espalier resume runs/quickstart")
final class ResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "The folder of a run, such as runs/quickstart.")
  private Path path;

  @Mixin private CrewArguments crew;

  @Override
  public Integer call() throws IOException {
    Engine engine = crew.builder().build();
    return RunArguments.proceed(engine.resume(path));
  }
}
