package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** The progress of one thing: a moving bar on a terminal, elsewhere a plain line now and then. */
interface ProgressLine extends AutoCloseable {

  /** Set by the launcher, because Java cannot see whether standard error is a terminal. */
  String TERMINAL = "espalier.terminal";

  /**
   * Shows the progress.
   *
   * @param done of the whole
   * @param detail what happens just now
   * @param left time until the whole run ends
   */
  void show(double done, String detail, Duration left);

  @Override
  void close();

  /**
   * Starts a line.
   *
   * @param whole the value of {@code done} at the end
   */
  static ProgressLine start(PrintStream out, String title, double whole) {
    return Boolean.getBoolean(TERMINAL) ? new Bar(out, title, whole) : new Plain(out, title, whole);
  }

  /** A bar that moves on a terminal and vanishes when it is done. */
  final class Bar implements ProgressLine {
    private static final int STEPS = 100;

    private final ProgressBar bar;
    private final double whole;
    private Duration left = Duration.ZERO;

    private Bar(PrintStream out, String title, double whole) {
      this.whole = whole;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(title)
              .setInitialMax(STEPS)
              .setUpdateIntervalMillis(250)
              .setConsumer(new ConsoleProgressBarConsumer(out))
              .setEtaFunction(state -> Optional.of(left))
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void show(double done, String detail, Duration timeLeft) {
      left = timeLeft;
      bar.setExtraMessage(detail);
      bar.stepTo(Math.round(done / whole * STEPS));
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line at most every ten seconds. */
  final class Plain implements ProgressLine {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final String title;
    private final double whole;
    private final Stopwatch sinceLine = Stopwatch.createStarted(Ticker.systemTicker());

    private Plain(PrintStream out, String title, double whole) {
      this.out = out;
      this.title = title;
      this.whole = whole;
    }

    @Override
    public void show(double done, String detail, Duration left) {
      if (sinceLine.elapsed().compareTo(PAUSE) >= 0) {
        sinceLine.reset().start();
        out.printf(
            "  %s: %.0f %%, %s, about %s left%n",
            title, 100 * done / whole, detail, Figures.duration((double) left.toSeconds()));
      }
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
