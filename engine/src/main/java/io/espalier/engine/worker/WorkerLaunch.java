package io.espalier.engine.worker;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How worker processes of a run are started.
 *
 * @param run folder of the run
 * @param mainClass the program; it is told the run, the threads, and the device if one is chosen
 * @param threads compute threads of each
 * @param memory bytes that each may take
 */
public record WorkerLaunch(Path run, String mainClass, int threads, long memory) {

  private static final String NEVER = "4294967296";

  private static final long MEBI = 1 << 20;

  /** Heap of a worker, as part of its memory; the rest is PyTorch's. */
  private static final double HEAP = 0.4;

  /** From this version on Java warns of native libraries that nobody allowed. */
  private static final int NATIVE_ACCESS = 22;

  private static final long LEAST_HEAP = 256 * MEBI;

  /**
   * What a shell does before it becomes the worker: Ctrl-C and a closed terminal reach all
   * processes, but are the parent's business; a worker is to be what the system kills when memory
   * runs out; and no worker takes more data than its share.
   */
  private static final String PREPARATION =
      "trap '' INT HUP; (echo 800 >/proc/$$/oom_score_adj) 2>/dev/null; "
          + "ulimit -d \"$1\" 2>/dev/null; shift; exec \"$@\"";

  /** Starts a worker, on a device or on the one that PyTorch prefers. */
  Process start(Optional<String> device) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(isWindows() ? java(device) : prepared(device));
    builder.environment().putAll(environment(threads));
    // As the launcher does, which says why; what was set instead is inherited.
    builder.environment().putIfAbsent("ONEDNN_MAX_CPU_ISA", "AVX2");
    return builder.start();
  }

  /**
   * Returns what must be in the environment before PyTorch starts: memory that was freed is kept,
   * and threads that wait do not take the core of one that computes. All threads share one heap of
   * glibc's: those that it gives to threads hold 64 MiB, and are returned whenever they are empty.
   */
  public static Map<String, String> environment(int threads) {
    return Map.of(
        "MALLOC_TRIM_THRESHOLD_",
        NEVER,
        "MALLOC_MMAP_THRESHOLD_",
        NEVER,
        "MALLOC_ARENA_MAX",
        "1",
        "OMP_NUM_THREADS",
        Integer.toString(threads),
        "OMP_WAIT_POLICY",
        "PASSIVE");
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private List<String> prepared(Optional<String> device) {
    return ImmutableList.<String>builder()
        .add("/bin/sh", "-c", PREPARATION, "worker", Long.toString(memory / 1024))
        .addAll(java(device))
        .build();
  }

  private List<String> java(Optional<String> device) {
    ImmutableList.Builder<String> command = ImmutableList.builder();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + Math.max(LEAST_HEAP, (long) (HEAP * memory)) / MEBI + "m");
    // One compute thread is not to be disturbed by many collecting ones.
    command.add("-Xms64m", "-XX:+UseSerialGC", "-XX:-UsePerfData");
    command.add("-XX:+ExitOnOutOfMemoryError", "-XX:+DisplayVMOutputToStderr");
    command.add("-XX:ErrorFile=" + run.toAbsolutePath().resolve("crash-%p.log"));
    command.add("-Djava.awt.headless=true");
    if (Runtime.version().feature() >= NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("ai.djl."))
        .sorted()
        .forEach(name -> command.add("-D%s=%s".formatted(name, System.getProperty(name))));
    command.add("-cp", System.getProperty("java.class.path"), mainClass);
    command.add(run.toString(), Integer.toString(threads));
    device.ifPresent(command::add);
    return command.build();
  }
}
