package io.espalier.cli;

import com.google.common.base.Throwables;
import io.espalier.cli.show.Printable;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunPathException;
import io.espalier.engine.journal.Version;
import io.espalier.engine.worker.WorkerException;
import io.espalier.space.spec.SpecException;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands, and what its exit status says. */
@Command(
    name = "espalier",
    description = "Grows efficient convolutional networks to a compute budget.",
    versionProvider = Espalier.Versions.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      SearchCommand.class,
      ResumeCommand.class,
      CompareCommand.class,
      DescribeCommand.class,
      CheckCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      DynamicCommand.class,
      PredictCommand.class,
      LeanCommand.class,
      ThumbCommand.class,
      BenchCommand.class,
      WorkerCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  espalier search specs/quickstart.yaml",
      "  espalier resume runs/quickstart",
      "  espalier compare runs/*"
    })
public final class Espalier implements Runnable {

  /** All went well. */
  public static final int DONE = 0;

  /** The run failed. */
  public static final int FAILED = 1;

  /** The command line, the spec or the images are wrong. */
  public static final int USAGE = 2;

  /** The run was interrupted, and can be resumed. */
  public static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // Figures are written alike on every machine, in files as on the terminal.
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(arguments, new PrintWriter(System.err, true, Charset.defaultCharset())));
  }

  /** Ends the process without waiting for anything. */
  static void endAtOnce(int status) {
    Runtime.getRuntime().halt(status);
  }

  /** Runs a command and returns its exit status. */
  static int execute(String[] arguments, PrintWriter err) {
    return new CommandLine(new Espalier())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(err)
        .setParameterExceptionHandler((e, parsed) -> refuse(e))
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, command.getErr()))
        .execute(arguments);
  }

  /** Says what is wrong with the command line, and where its help is. */
  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      err.printf(
          command.getSubcommands().isEmpty()
              ? "'%s' is one too many.%n"
              : "There is no command '%s'.%n",
          Printable.line(unmatched.getUnmatched().get(0)));
    } else {
      err.println(Printable.lines(e.getMessage()));
    }
    UnmatchedArgumentException.printSuggestions(e, err);
    err.printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return USAGE;
  }

  /** Says a user's mistake in one message; only what is no user's mistake has a stack trace. */
  private static int report(Exception e, PrintWriter err) {
    if (e instanceof SpecException
        || e instanceof UsageException
        || e instanceof RunPathException) {
      err.println(Printable.lines(e.getMessage()));
      return USAGE;
    }
    String words = explanation(e).orElseGet(() -> Throwables.getStackTraceAsString(e));
    err.println(Printable.lines(words));
    return FAILED;
  }

  /** Says for people what happened; empty where it is a mistake of the program. */
  static Optional<String> explanation(Exception e) {
    if (e instanceof IOException failed) {
      return Optional.of(message(failed));
    }
    if (e instanceof UncheckedIOException failed) {
      return Optional.of(message(failed.getCause()));
    }
    return e instanceof RunException
            || e instanceof WorkerException
            || e instanceof WeightsException
            || e instanceof DataException
            || e instanceof SpecException
        ? Optional.of(e.getMessage())
        : Optional.empty();
  }

  /** What the system says of a file is often no more than its name. */
  private static String message(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "The file %s is missing.".formatted(e.getMessage());
    }
    if (e instanceof AccessDeniedException) {
      return "The file %s may not be read or written. Change its permissions."
          .formatted(e.getMessage());
    }
    if (e instanceof FileAlreadyExistsException) {
      return "The file %s is in the way.".formatted(e.getMessage());
    }
    return "A file could not be read or written: %s".formatted(e.getMessage());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do, as in 'espalier search specs/quickstart.yaml'.");
  }

  /** Says which version this is. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"espalier " + Version.current()};
    }
  }
}
