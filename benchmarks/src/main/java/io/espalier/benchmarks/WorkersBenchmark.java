package io.espalier.benchmarks;

import io.espalier.benchmarks.TrainingSteps.Layout;
import io.espalier.engine.worker.WorkerLaunch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images a second of processes that train a ResNet-20 at the same time: as many workers of one
 * thread as there are cores, against one process with all threads and with what DJL does by
 * default. A program of its own, for JMH knows no processes side by side.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks-0.1.0.jar
 * io.espalier.benchmarks.WorkersBenchmark}
 */
public final class WorkersBenchmark {

  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration TIMED = Duration.ofSeconds(10);

  private WorkersBenchmark() {}

  /** One way to use the cores. */
  private record Way(String name, int processes, int threads, Layout layout, boolean asWorkers) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("1 process, DJL's defaults", 1, CORES, Layout.NCHW, false),
          new Way("1 worker", 1, CORES, Layout.NHWC, true),
          new Way(CORES + " workers", CORES, 1, Layout.NHWC, true));

  /** Measures all ways in turn, several times; with arguments, it is one of the processes. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (arguments.length > 0) {
      out.println(train(Layout.valueOf(arguments[0]), Integer.parseInt(arguments[1])));
      return;
    }
    double[][] rates = new double[WAYS.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int way = 0; way < WAYS.size(); way++) {
        rates[way][round] = measure(WAYS.get(way));
        out.printf("%-28s %7.0f images/s%n", WAYS.get(way).name(), rates[way][round]);
      }
    }
    out.printf("%n| processes x threads | median of %d, images/s | of DJL's defaults |%n", ROUNDS);
    out.println("| --- | --- | --- |");
    for (int way = 0; way < WAYS.size(); way++) {
      Way measured = WAYS.get(way);
      out.printf(
          "| %s: %d x %d | %.0f | %.2f |%n",
          measured.name(),
          measured.processes(),
          measured.threads(),
          median(rates[way]),
          median(rates[way]) / median(rates[0]));
    }
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static double train(Layout layout, int threads) {
    try (TrainingSteps steps = new TrainingSteps(layout, threads)) {
      long end = System.nanoTime() + WARM_UP.toNanos();
      while (System.nanoTime() < end) {
        steps.step();
      }
      long begin = System.nanoTime();
      long images = 0;
      while (System.nanoTime() - begin < TIMED.toNanos()) {
        steps.step();
        images += TrainingSteps.BATCH;
      }
      return images * 1e9 / (System.nanoTime() - begin);
    }
  }

  private static double measure(Way way) throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < way.processes(); i++) {
      processes.add(start(way));
    }
    double rate = 0;
    for (Process process : processes) {
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("A process failed.");
      }
      rate += Double.parseDouble(line);
    }
    return rate;
  }

  private static Process start(Way way) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Dai.djl.offline=true"));
    if (way.asWorkers()) {
      command.add("-XX:+UseSerialGC");
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            WorkersBenchmark.class.getName(),
            way.layout().name(),
            Integer.toString(way.threads())));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    WorkerLaunch.environment(way.threads())
        .forEach(
            (name, value) -> {
              if (way.asWorkers()) {
                builder.environment().put(name, value);
              } else {
                builder.environment().remove(name);
              }
            });
    return builder.start();
  }
}
