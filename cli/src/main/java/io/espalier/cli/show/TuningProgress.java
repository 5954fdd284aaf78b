package io.espalier.cli.show;

import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.TrialMonitor;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Shows how the fine-tuning of one network goes. */
public final class TuningProgress implements TrialMonitor, AutoCloseable {

  private final PrintStream out;
  private final BooleanSupplier stop;
  private final int epochs;
  private final int images;
  private Optional<ProgressLine> line = Optional.empty();

  private TuningProgress(PrintStream out, BooleanSupplier stop, int epochs, int images) {
    this.out = out;
    this.stop = stop;
    this.epochs = epochs;
    this.images = images;
  }

  /**
   * Shows progress on standard error, which stays open.
   *
   * @param stop tells whether the training shall stop at its next batch
   * @param epochs of the training
   * @param images of an epoch
   */
  public static TuningProgress onStandardError(BooleanSupplier stop, int epochs, int images) {
    return new TuningProgress(System.err, stop, epochs, images);
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }

  @Override
  public void trained(int epoch, int batch, int batches, double imagesPerSecond) {
    if (line.isEmpty()) {
      line = Optional.of(ProgressLine.start(out, "fine-tuning", epochs));
    }
    double done = epoch + (double) batch / batches;
    double left = imagesPerSecond == 0 ? 0 : (epochs - done) * images / imagesPerSecond;
    line.get()
        .show(
            done,
            "epoch %d of %d, %s"
                .formatted(epoch + 1, epochs, Figures.imagesPerSecond(imagesPerSecond)),
            Duration.ofSeconds(Math.round(left)));
  }

  @Override
  public void epochEnded(int epoch, double loss) {
    close();
  }

  @Override
  public void measured(int epoch, Measurement measurement) {
    out.printf(
        "epoch %d of %d: top-1 %s%n", epoch + 1, epochs, Figures.percent(measurement.topOne()));
  }

  @Override
  public void close() {
    line.ifPresent(ProgressLine::close);
    line = Optional.empty();
  }
}
