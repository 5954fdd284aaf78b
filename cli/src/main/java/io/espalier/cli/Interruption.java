package io.espalier.cli;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.utils.Signals;

/**
 * What signals do. After the first one the run stops at its next batch, with a checkpoint. After a
 * second Ctrl-C or SIGTERM the process ends at once.
 *
 * <p>SIGHUP, which comes when the terminal is closed, never ends the process at once. Under nohup
 * it stays ignored, and the run continues.
 */
final class Interruption implements AutoCloseable {

  /** Signals closer than this count as one: some programs signal a process and its group. */
  private static final Duration SAME = Duration.ofMillis(200);

  private final PrintStream err;
  private final Runnable end;
  private final Stopwatch sinceFirst;
  private boolean requested;
  private Optional<Runnable> onFirst = Optional.empty();

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

  /** Starts to listen for the signals that this system has. */
  static Interruption listen() {
    Interruption interruption =
        new Interruption(System.err, Ticker.systemTicker(), () -> Exit.atOnce(Exit.INTERRUPTED));
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
      onFirst.ifPresent(Runnable::run);
    } else if (!name.equals("HUP") && sinceFirst.elapsed().compareTo(SAME) > 0) {
      end.run();
    }
  }

  /** Sets what the first signal does; does it now if that one has come. */
  synchronized void onFirst(Runnable action) {
    onFirst = Optional.of(action);
    if (requested) {
      action.run();
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    before.forEach(Signals::unregister);
  }
}
