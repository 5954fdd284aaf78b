package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.engine.bench.SearcherBench;
import java.io.PrintStream;
import java.time.Duration;

/** Shows how far a bench of strategies is. */
public final class BenchProgress implements SearcherBench.Progress, AutoCloseable {

  private final PrintStream out;
  private final ProgressLine line;
  private final Stopwatch watch = Stopwatch.createUnstarted(Ticker.systemTicker());

  private BenchProgress(PrintStream out) {
    this.out = out;
    this.line = ProgressLine.start(out, "searches", 1);
  }

  /** Shows it on standard error. */
  public static BenchProgress onStandardError() {
    return new BenchProgress(System.err);
  }

  @Override
  public void enumerating() {
    out.println("Looking at every network within the budget, to find the best ...");
  }

  @Override
  public void searched(int done, int all, String strategy) {
    if (!watch.isRunning()) {
      watch.start();
    }
    Duration left = watch.elapsed().multipliedBy(all - done).dividedBy(done);
    line.show((double) done / all, "%d of %d, %s".formatted(done, all, strategy), left);
  }

  @Override
  public void close() {
    line.close();
  }
}
