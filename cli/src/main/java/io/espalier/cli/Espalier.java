package io.espalier.cli;

import io.espalier.cli.run.RunException;
import io.espalier.cli.run.Version;
import io.espalier.space.spec.SpecException;
import io.espalier.trainer.data.DataException;
import io.espalier.trainer.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: its commands, and what its exit status says. */
@Command(
    name = "espalier",
    description = "Grows efficient convolutional networks to a compute budget.",
    versionProvider = Espalier.Versions.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      SearchCommand.class,
      ResumeCommand.class,
      CompareCommand.class,
      DescribeCommand.class,
      CheckCommand.class,
      TrainCommand.class,
      EvaluateCommand.class
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
    int status = execute(arguments, new PrintWriter(System.err, true, Charset.defaultCharset()));
    Interruption.mainIsDone();
    System.exit(status);
  }

  /** Runs a command and returns its exit status. */
  static int execute(String[] arguments, PrintWriter err) {
    return new CommandLine(new Espalier())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(err)
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, command.getErr()))
        .execute(arguments);
  }

  /** Says a user's mistake in one message; only what is no user's mistake has a stack trace. */
  private static int report(Exception e, PrintWriter err) {
    if (e instanceof SpecException || e instanceof DataException || e instanceof UsageException) {
      err.println(e.getMessage());
      return USAGE;
    }
    if (e instanceof RunException || e instanceof WeightsException) {
      err.println(e.getMessage());
      return FAILED;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      err.println("A file could not be read or written. " + e.getMessage());
      return FAILED;
    }
    e.printStackTrace(err);
    return FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do.");
  }

  /** Says which version this is. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"espalier " + Version.current()};
    }
  }
}
