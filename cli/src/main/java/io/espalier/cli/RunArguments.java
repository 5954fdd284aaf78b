package io.espalier.cli;

import com.google.common.base.Ticker;
import io.espalier.cli.run.RunFolder;
import io.espalier.cli.run.RunListener;
import io.espalier.cli.run.RunSession;
import io.espalier.cli.run.RunSummary;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.cli.show.RunProgress;
import io.espalier.cli.show.RunTable;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What commands that make a run have in common. */
final class RunArguments {

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder that the run's folder is made in (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the run's folder (default: the name of the spec).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Compute threads of a trial, fixed for as long as the run lives (default: the cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, gpu, or gpu1 for the second of several (default: a GPU, else the CPU).")
  private Optional<String> device = Optional.empty();

  /**
   * Makes a run and goes on with it.
   *
   * @param asked what to search or train
   * @return the exit status
   */
  int start(Asked asked) throws IOException {
    Path path = runs.resolve(name.orElse(asked.defaultName()));
    RunFolder.refuseExisting(path);
    checkDevice();
    RunSession.Making making =
        new RunSession.Making(asked.directory(), asked.overrides(), threads, device, asked.only());
    return proceed(
        path, (session, listener) -> session.start(asked.document(), path, making, listener));
  }

  /**
   * What a new run shall do.
   *
   * @param document the spec, checked
   * @param directory what locations in the spec are relative to
   * @param overrides what was set on the command line
   * @param only the one architecture to train, where nothing is searched
   * @param defaultName name of the run, if none is given
   */
  record Asked(
      SpecDocument document,
      Path directory,
      List<String> overrides,
      Optional<Architecture> only,
      String defaultName) {}

  /** Before a run is made, so that a wrong device leaves nothing behind. */
  private void checkDevice() {
    try {
      Torch.start(threads, device);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** A way to go on with a run. */
  interface Work {
    boolean goOn(RunSession session, RunListener listener) throws IOException;
  }

  /** Goes on with a run, shows how it goes and what was found; returns the exit status. */
  static int proceed(Path path, Work work) throws IOException {
    Interruption interruption = Interruption.listen();
    boolean finished;
    try (RunProgress progress = RunProgress.onStandardError(interruption);
        LoadingProgress loading = LoadingProgress.onStandardError()) {
      RunSession session = new RunSession(InstantSource.system(), Ticker.systemTicker(), loading);
      finished = work.goOn(session, progress);
    }
    if (!finished) {
      System.err.printf("Interrupted. Go on with: espalier resume %s%n", path);
      return Espalier.INTERRUPTED;
    }
    print(path, System.out);
    return Espalier.DONE;
  }

  private static void print(Path path, PrintStream out) throws IOException {
    out.print(RunTable.of(RunSummary.read(RunFolder.existing(path))));
    out.printf("Results: %s%n", path.resolve("results.json"));
  }
}
