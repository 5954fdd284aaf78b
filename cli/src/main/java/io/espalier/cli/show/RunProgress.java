package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.cli.run.RunListener;
import io.espalier.cli.run.RunPlan;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.spec.Quantities;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Shows how a run goes: trial, epoch, images a second, time left. On a terminal a bar moves; else
 * there are plain lines, not too many.
 */
public final class RunProgress implements RunListener, AutoCloseable {

  private final PrintStream out;
  private final BooleanSupplier stop;
  private final Stopwatch watch = Stopwatch.createStarted(Ticker.systemTicker());
  private RunPlan plan = new RunPlan(0, 0, 0, 0, 0, 0, 0, 0);
  private int tried;
  private double workDone;

  private RunProgress(PrintStream out, BooleanSupplier stop) {
    this.out = out;
    this.stop = stop;
  }

  /**
   * Shows progress on standard error, which stays open.
   *
   * @param stop tells whether the trial shall stop at its next batch
   */
  public static RunProgress onStandardError(BooleanSupplier stop) {
    return new RunProgress(System.err, stop);
  }

  @Override
  public void plan(RunPlan whole) {
    plan = whole;
    tried = whole.done();
    watch.reset().start();
  }

  @Override
  public TrialMonitor trial(Trial trial, String what, long macs) {
    String title =
        "trial %d of about %d, %s MACs: %s"
            .formatted(
                trial.number(),
                Math.max(plan.trials(), trial.number()),
                Quantities.formatCount(macs),
                what);
    return new Watching(trial, macs, ProgressLine.start(out, title, trial.training().epochs()));
  }

  @Override
  public void evaluated(Evaluation evaluation) {
    tried++;
    out.printf(
        "trial %d: %s, %s MACs, %s: %s%n",
        evaluation.number(),
        evaluation.candidate().architecture().summary(),
        Quantities.formatCount(evaluation.macs()),
        evaluation.candidate().why(),
        evaluation
            .failure()
            .map(reason -> "failed: " + reason)
            .orElseGet(() -> "top-1 " + Figures.topOne(Optional.of(evaluation))));
  }

  /** The time that the rest of the run takes if it goes on as fast as so far. */
  private Duration timeLeft(double workOfTrial) {
    double seconds = watch.elapsed().toMillis() / 1e3;
    double left = workOfTrial + plan.workAfter(tried + 1);
    return workDone == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(left * seconds / workDone));
  }

  @Override
  public void close() {
    out.flush();
  }

  private final class Watching implements TrialMonitor {
    private final Trial trial;
    private final double workPerEpoch;
    private final ProgressLine line;
    private double share;

    Watching(Trial trial, long macs, ProgressLine line) {
      this.trial = trial;
      this.workPerEpoch = (double) macs * plan.trainImages();
      this.line = line;
    }

    @Override
    public boolean stopRequested() {
      boolean asked = stop.getAsBoolean();
      if (asked) {
        line.close();
      }
      return asked;
    }

    @Override
    public void trained(int epoch, int batch, int batches, double imagesPerSecond) {
      double now = epoch + (double) batch / batches;
      workDone += Math.max(0, now - share) * workPerEpoch;
      share = now;
      double rest = (trial.training().epochs() - now) * workPerEpoch;
      line.show(
          now,
          "epoch %d of %d, %s"
              .formatted(
                  epoch + 1, trial.training().epochs(), Figures.imagesPerSecond(imagesPerSecond)),
          timeLeft(rest));
    }

    @Override
    public void epochEnded(int epoch, double loss) {
      if (epoch + 1 == trial.training().epochs()) {
        line.close();
      }
    }
  }
}
