package io.espalier.cli;

import io.espalier.cli.show.RunProgress;
import io.espalier.cli.show.RunTable;
import io.espalier.engine.Engine;
import io.espalier.engine.Session;
import io.espalier.engine.Spec;
import io.espalier.engine.fault.Explanation;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.fault.WorkerException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands that make a run have in common. */
final class RunArguments {

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "The folder in which the run is made (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The name of the run, which is the name of its folder (default: from the name of the spec).")
  private Optional<String> name = Optional.empty();

  @Mixin private CrewArguments crew;

  /**
   * Makes a run and works on it.
   *
   * @param usual name of the run, if none is given
   * @return the exit status
   */
  int start(Spec spec, Plan plan, String usual) throws IOException {
    Engine engine = crew.builder().runs(runs).build();
    return proceed(engine.start(spec, plan, name.orElse(usual)));
  }

  /** Works on a run, and shows its progress and what was found; returns the exit status. */
  static int proceed(Session session) throws IOException {
    boolean finished;
    try (Interruption interruption = Interruption.listen();
        RunProgress progress = RunProgress.onStandardError()) {
      interruption.onFirst(session::stop);
      session.begin(progress);
      finished = await(session);
    }
    if (!finished) {
      System.err.printf("Interrupted. Continue with: espalier resume %s%n", session.path());
      return Exit.INTERRUPTED;
    }
    System.out.print(RunTable.of(session.run()));
    System.out.printf("Results: %s%n", session.path().resolve("results.json"));
    return Exit.DONE;
  }

  /** What goes wrong around a run is said with the way to continue, where there is a run. */
  private static boolean await(Session session) {
    try {
      return session.await();
    } catch (IOException | UncheckedIOException | WorkerException e) {
      String what = Explanation.of(e).orElseThrow();
      throw new RunException(
          RunFolder.isRun(session.path())
              ? "%s%nThe run stopped. What it had finished is saved. When the cause is gone, continue with: espalier resume %s"
                  .formatted(what, session.path())
              : what,
          e);
    }
  }
}
