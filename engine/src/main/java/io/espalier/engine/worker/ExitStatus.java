package io.espalier.engine.worker;

import java.util.Map;

/** What the exit status of a process says. */
final class ExitStatus {

  private static final int BY_SIGNAL = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL",
          6, "SIGABRT",
          7, "SIGBUS",
          8, "SIGFPE",
          9, "SIGKILL, as the system does when memory runs out",
          11, "SIGSEGV",
          15, "SIGTERM");

  /** What a JVM exits with when its heap is full. */
  private static final int HEAP_IS_FULL = 3;

  private ExitStatus() {}

  /** Says how a process ended, as in "was killed by signal 9 (...)". */
  static String explain(int status) {
    if (status > BY_SIGNAL) {
      int signal = status - BY_SIGNAL;
      return SIGNALS.containsKey(signal)
          ? "was killed by signal %d (%s)".formatted(signal, SIGNALS.get(signal))
          : "was killed by signal %d".formatted(signal);
    }
    return status == HEAP_IS_FULL
        ? "ran out of memory (exit status 3)"
        : "ended with exit status %d".formatted(status);
  }
}
