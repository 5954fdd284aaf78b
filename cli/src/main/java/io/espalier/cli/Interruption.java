package io.espalier.cli;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * What signals do: at the first one the run stops at its next batch, with a checkpoint; at a second
 * Ctrl-C or SIGTERM the process ends at once.
 *
 * <p>SIGHUP, which comes when the terminal is closed, counts as a first one only. Under nohup, it
 * stays ignored, and the run goes on.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

  /** Closer ones are one: some programs send a signal to a process and to its group. */
  private static final Duration SAME = Duration.ofMillis(200);

  private final PrintStream err;
  private final Runnable end;
  private final Stopwatch sinceFirst;
  private volatile boolean requested;

  /** What signals did before. */
  private final Map<String, Object> before = new HashMap<>();

  /**
   * @param err where it is said what a second signal does
   * @param end ends the process at once
   */
  Interruption(PrintStream err, Ticker ticker, Runnable end) {
    this.err = err;
    this.end = end;
    this.sinceFirst = Stopwatch.createUnstarted(ticker);
  }

  /** Starts to listen for signals, such as the system has. */
  static Interruption listen() {
    Interruption interruption =
        new Interruption(
            System.err, Ticker.systemTicker(), () -> Espalier.endAtOnce(Espalier.INTERRUPTED));
    for (String name : List.of("INT", "TERM", "HUP")) {
      Object handler = Signals.register(name, () -> interruption.signal(name));
      // Nothing is returned where the system has no such signal.
      if (handler != null) {
        interruption.before.put(name, handler);
      }
    }
    return interruption;
  }

  /** Takes note of a signal. */
  synchronized void signal(String name) {
    if (!requested) {
      requested = true;
      sinceFirst.start();
      err.println("Stopping at the next batch, with a checkpoint. Ctrl-C again stops at once.");
    } else if (!name.equals("HUP") && sinceFirst.elapsed().compareTo(SAME) > 0) {
      end.run();
    }
  }

  /** Tells whether the process was asked to end. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** Stops to listen. */
  @Override
  public void close() {
    before.forEach(Signals::unregister);
  }
}
