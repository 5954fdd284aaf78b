package io.espalier.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, with the class path of the tests. */
final class Program {

  private Program() {}

  /** Starts the program; both of its streams go to the end of a file. */
  static Process start(Path log, List<String> arguments) throws IOException {
    List<String> command =
        ImmutableList.copyOf(
            Iterables.concat(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-Xms64m",
                    "-XX:+UseSerialGC",
                    "-Djava.awt.headless=true",
                    "-Dai.djl.offline=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Espalier.class.getName()),
                arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Runs the program to its end, and returns its exit status. */
  static int run(Path log, List<String> arguments) throws IOException, InterruptedException {
    Process process = start(log, arguments);
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("It did not end within 15 minutes; see " + log);
    }
    return process.exitValue();
  }

  /** Returns how a log ends; its folder is gone when a failure is read. */
  static String endOf(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return "end of %s:%n%s%n"
          .formatted(
              log, String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Returns a file of the folder of ready-made specs. */
  static String spec(String name) {
    return new File("../specs", name).getPath();
  }
}
