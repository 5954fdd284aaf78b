package io.espalier.cli;

import com.google.common.base.Throwables;
import io.espalier.cli.show.Printable;
import io.espalier.engine.fault.Explanation;
import io.espalier.engine.fault.RefusalException;
import io.espalier.space.spec.SpecException;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, with the option that helps, and finds the exit status. */
final class Complaint {

  private Complaint() {}

  /** Says what is wrong with the command line, and where its help is. */
  static int ofCommandLine(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      err.printf(
          command.getSubcommands().isEmpty()
                  || !command.getCommandSpec().positionalParameters().isEmpty()
              ? "Unexpected argument '%s'.%n"
              : "There is no command '%s'.%n",
          Printable.line(unmatched.getUnmatched().get(0)));
    } else {
      err.println(Printable.lines(e.getMessage()));
    }
    UnmatchedArgumentException.printSuggestions(e, err);
    err.printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return Exit.USAGE;
  }

  /** Says a user's mistake in one message. Only a mistake of the program has a stack trace. */
  static int of(Exception e, PrintWriter err) {
    if (e instanceof RefusalException refused) {
      err.println(
          Printable.lines(
              Stream.of(refused.getMessage(), remedy(refused.remedy()))
                  .filter(sentence -> !sentence.isEmpty())
                  .collect(Collectors.joining(" "))));
      return Exit.USAGE;
    }
    if (e instanceof SpecException || e instanceof UsageException) {
      err.println(Printable.lines(e.getMessage()));
      return Exit.USAGE;
    }
    String words = Explanation.of(e).orElseGet(() -> Throwables.getStackTraceAsString(e));
    err.println(Printable.lines(words));
    return Exit.FAILED;
  }

  private static String remedy(RefusalException.Remedy remedy) {
    return switch (remedy) {
      case NONE -> "";
      case OTHER_NAME -> "Choose another name with --name.";
      case RESUME_OR_OTHER_NAME ->
          "Continue it with 'espalier resume', or choose another name with --name.";
      case WEIGHTS -> "Use --weights.";
      case OTHER_PLACE -> "Choose the folder for runs with --runs.";
    };
  }
}
