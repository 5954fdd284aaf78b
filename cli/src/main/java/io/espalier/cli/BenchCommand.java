package io.espalier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures parts of the program. */
@Command(
    name = "bench",
    description = "Measures how good search strategies are, with tables of accuracies.",
    subcommands = BenchSearchersCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  espalier bench searchers specs/nasbench-macro.yaml --seeds 100")
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name what to measure, as in 'espalier bench searchers specs/nasbench-macro.yaml'.");
  }
}
