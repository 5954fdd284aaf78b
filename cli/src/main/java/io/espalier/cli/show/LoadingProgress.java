package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.engine.session.ImageListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Shows the progress of reading images, where that takes a while. */
public final class LoadingProgress implements ImageListener, AutoCloseable {

  private final PrintStream out;
  private final Stopwatch watch = Stopwatch.createUnstarted(Ticker.systemTicker());
  private Optional<ProgressLine> line = Optional.empty();

  private LoadingProgress(PrintStream out) {
    this.out = out;
  }

  /** Shows progress on standard error, which stays open. */
  public static LoadingProgress onStandardError() {
    return new LoadingProgress(System.err);
  }

  @Override
  public void leftOut(int images) {
    out.printf("images that cannot be read and are left out (data.skipUnreadable): %,d%n", images);
  }

  @Override
  public void images(long done, long total) {
    if (!watch.isRunning()) {
      watch.start();
    }
    if (line.isEmpty()) {
      line = Optional.of(ProgressLine.start(out, "reading images", (double) total));
    }
    double seconds = watch.elapsed().toMillis() / 1e3;
    double left = done == 0 ? 0 : seconds * (double) (total - done) / (double) done;
    line.get()
        .show(
            (double) done,
            "%,d of %,d".formatted(done, total),
            Duration.ofSeconds(Math.round(left)));
    if (done == total) {
      close();
    }
  }

  @Override
  public void close() {
    line.ifPresent(ProgressLine::close);
    line = Optional.empty();
  }
}
