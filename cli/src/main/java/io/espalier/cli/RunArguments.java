package io.espalier.cli;

import com.google.common.base.Ticker;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.cli.show.RunProgress;
import io.espalier.cli.show.RunTable;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.session.Crew;
import io.espalier.engine.session.RunListener;
import io.espalier.engine.session.RunSession;
import io.espalier.engine.session.TableSession;
import io.espalier.engine.worker.WorkerException;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SpecDocument;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

  @Mixin private CrewArguments crew;

  /**
   * Makes a run and goes on with it.
   *
   * @param asked what to search or train
   * @return the exit status
   */
  int start(Asked asked) throws IOException {
    Path path = path(asked);
    RunFolder.refuseExisting(path);
    if (asked.document().spec().data().table().isPresent()) {
      return lookUp(path, asked);
    }
    // Before the images are read and a run is made, so that a wrong device leaves nothing behind.
    Crew chosen = crew.of(asked.document(), asked.directory(), asked.only());
    RunSession.Making making =
        new RunSession.Making(asked.directory(), asked.overrides(), chosen, asked.only());
    return proceed(
        path, (session, listener) -> session.start(asked.document(), path, making, listener));
  }

  private static int lookUp(Path path, Asked asked) throws IOException {
    if (asked.only().isPresent()) {
      throw new UsageException(
          "There is nothing to train: the accuracies of the spec stand in data.table.");
    }
    return proceed(
        path,
        (session, listener) ->
            new TableSession(InstantSource.system())
                .start(asked.document(), path, asked.directory(), asked.overrides(), listener));
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

  private Path path(Asked asked) {
    String folder = name.orElse(asked.defaultName());
    if (!folder.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
      throw new UsageException(
          "--name '%s' is no name. Write at most 100 letters, digits, dots, dashes and underscores, with no dot in front; --runs says where the run's folder is made."
              .formatted(folder));
    }
    if (Files.isRegularFile(runs)) {
      throw new UsageException("--runs %s is a file. Name a folder.".formatted(runs));
    }
    return runs.resolve(folder);
  }

  /** A way to go on with a run. */
  interface Work {
    boolean goOn(RunSession session, RunListener listener) throws IOException;
  }

  /** Goes on with a run, shows how it goes and what was found; returns the exit status. */
  static int proceed(Path path, Work work) throws IOException {
    boolean finished;
    try (Interruption interruption = Interruption.listen();
        RunProgress progress = RunProgress.onStandardError(interruption);
        LoadingProgress loading = LoadingProgress.onStandardError()) {
      RunSession session = new RunSession(InstantSource.system(), Ticker.systemTicker(), loading);
      finished = work.goOn(session, progress);
    } catch (IOException | UncheckedIOException | WorkerException e) {
      throw stopped(path, e);
    }
    if (!finished) {
      System.err.printf("Interrupted. Go on with: espalier resume %s%n", path);
      return Espalier.INTERRUPTED;
    }
    print(path, System.out);
    return Espalier.DONE;
  }

  /** What goes wrong around a run is said with the way to go on, where there is a run. */
  private static RunException stopped(Path path, Exception e) {
    String what = Espalier.explanation(e).orElseThrow();
    return new RunException(
        RunFolder.isRun(path)
            ? "%s%nThe run stopped, and nothing that it had finished is lost. When the cause is gone, go on with: espalier resume %s"
                .formatted(what, path)
            : what,
        e);
  }

  private static void print(Path path, PrintStream out) throws IOException {
    out.print(RunTable.of(RunSummary.read(RunFolder.existing(path))));
    out.printf("Results: %s%n", path.resolve("results.json"));
  }
}
