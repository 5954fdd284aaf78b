package io.espalier.cli;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program and its commands. */
@Command(
    name = "espalier",
    description = "Grows efficient convolutional networks to a compute budget.",
    versionProvider = Exit.Versions.class,
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
      BenchCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  espalier search specs/quickstart.yaml",
      "  espalier resume runs/quickstart",
      "  espalier compare runs/*"
    })
public final class Espalier implements Runnable {

  @Spec private CommandSpec spec;

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // Numbers are written in the same way on every machine, in files and on the terminal.
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(arguments, new PrintWriter(System.err, true, Charset.defaultCharset())));
  }

  /** Runs a command and returns its exit status. */
  static int execute(String[] arguments, PrintWriter err) {
    return commandLine()
        .setErr(err)
        .setParameterExceptionHandler((e, parsed) -> Complaint.ofCommandLine(e))
        .setExecutionExceptionHandler((e, command, parsed) -> Complaint.of(e, command.getErr()))
        .execute(arguments);
  }

  /** Returns what reads the arguments. */
  static CommandLine commandLine() {
    ITypeConverter<Integer> whole = text -> number(text, "whole number", Ints::tryParse);
    ITypeConverter<Double> decimal = text -> number(text, "number", Doubles::tryParse);
    return new CommandLine(new Espalier())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(int.class, whole)
        .registerConverter(Integer.class, whole)
        .registerConverter(double.class, decimal)
        .registerConverter(Double.class, decimal);
  }

  /** Reads a number; picocli itself would speak of the types of Java. */
  private static <T> T number(String text, String kind, Function<String, T> parse) {
    return Optional.ofNullable(parse.apply(text))
        .orElseThrow(() -> new TypeConversionException("'%s' is not a %s".formatted(text, kind)));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name a command, as in 'espalier search specs/quickstart.yaml'.");
  }
}
