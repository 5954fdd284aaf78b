package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.engine.session.Room;
import io.espalier.engine.session.RunListener;
import io.espalier.engine.session.RunPlan;
import io.espalier.evaluator.Choices;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.space.spec.Quantities;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Shows how a run goes: trials, epochs, images a second, time left. On a terminal a bar moves; else
 * there are plain lines, not too many. Trials side by side share one bar.
 */
public final class RunProgress implements RunListener, AutoCloseable {

  private static final String COLLAPSED =
      ". Warning: the predictor all but always chooses the same resolution. Move dynamicResolution.target, or lower its weight.";

  private final PrintStream out;
  private final BooleanSupplier stop;
  private final Stopwatch watch;
  private final SortedSet<Watching> running =
      new TreeSet<>(Comparator.comparingInt(watching -> watching.trial.number()));
  private RunPlan plan = new RunPlan(0, 0, 0, 0, 0, 0, 0, 0);
  private Optional<ProgressLine> line = Optional.empty();
  private int tried;
  private double workDone;

  RunProgress(PrintStream out, BooleanSupplier stop, Ticker ticker) {
    this.out = out;
    this.stop = stop;
    this.watch = Stopwatch.createStarted(ticker);
  }

  /**
   * Shows progress on standard error, which stays open.
   *
   * @param stop tells whether trials shall stop at their next batch
   */
  public static RunProgress onStandardError(BooleanSupplier stop) {
    return new RunProgress(System.err, stop, Ticker.systemTicker());
  }

  @Override
  public synchronized void room(Room room) {
    room.warning().ifPresent(warning -> out.printf("Warning: %s%n", Printable.line(warning)));
  }

  @Override
  public synchronized void plan(RunPlan whole) {
    plan = whole;
    tried = whole.done();
    workDone = 0;
    watch.reset().start();
  }

  @Override
  public synchronized TrialMonitor trial(Trial trial, String what, long macs) {
    Watching watching = new Watching(trial, what, macs);
    endLine();
    running.add(watching);
    return watching;
  }

  @Override
  public synchronized void evaluated(Evaluation evaluation) {
    tried++;
    endLine();
    running.removeIf(watching -> watching.trial.number() == evaluation.number());
    out.printf(
        "trial %d: %s, %s MACs, %s: %s%n",
        evaluation.number(),
        evaluation.candidate().architecture().summary(),
        Quantities.formatCount(evaluation.spentMacs()),
        Printable.line(evaluation.candidate().why()),
        evaluation
            .failure()
            .map(reason -> "failed: " + Printable.line(reason))
            .orElseGet(() -> "top-1 " + Figures.topOne(Optional.of(evaluation))));
  }

  private void show() {
    if (line.isEmpty()) {
      line = Optional.of(ProgressLine.start(out, title(), 1));
    }
    double epochs = running.stream().mapToDouble(w -> w.trial.training().epochs()).sum();
    double done = running.stream().mapToDouble(w -> w.done).sum();
    double rate = running.stream().mapToDouble(w -> w.imagesPerSecond).sum();
    String where = running.stream().map(Watching::where).collect(Collectors.joining(" and "));
    line.get().show(done / epochs, where + ", " + Figures.imagesPerSecond(rate), timeLeft());
  }

  private String title() {
    String numbers =
        running.stream()
            .map(watching -> Integer.toString(watching.trial.number()))
            .collect(Collectors.joining(" and "));
    int all = Math.max(plan.trials(), running.last().trial.number());
    return running.size() == 1
        ? "trial %s of about %d, %s".formatted(numbers, all, running.first().what)
        : "trials %s of about %d".formatted(numbers, all);
  }

  private void endLine() {
    line.ifPresent(ProgressLine::close);
    line = Optional.empty();
  }

  /** The time that the rest of the run takes if it goes on as fast as so far. */
  synchronized Duration timeLeft() {
    double seconds = watch.elapsed().toMillis() / 1e3;
    double rest = running.stream().mapToDouble(Watching::workLeft).sum();
    double left = rest + plan.workAfter(tried + running.size());
    return workDone == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(left * seconds / workDone));
  }

  @Override
  public synchronized void close() {
    endLine();
    out.flush();
  }

  /** One trial; all that it is told is under the lock of the whole. */
  private final class Watching implements TrialMonitor {
    private final Trial trial;
    private final String what;
    private final double workPerEpoch;
    private double done;
    private double imagesPerSecond;
    private boolean resumed;

    Watching(Trial trial, String why, long macs) {
      this.trial = trial;
      this.what = "%s MACs: %s".formatted(Quantities.formatCount(macs), why);
      this.workPerEpoch = (double) macs * plan.trainImages();
    }

    private String where() {
      int epochs = trial.training().epochs();
      return "epoch %d of %d".formatted(Math.min(epochs, 1 + (int) done), epochs);
    }

    private double workLeft() {
      return (trial.training().epochs() - done) * workPerEpoch;
    }

    @Override
    public boolean stopRequested() {
      return stop.getAsBoolean();
    }

    @Override
    public void began(int epoch, int batch) {
      if (epoch > 0 || batch > 0) {
        resumed = true;
        say("goes on from its checkpoint, batch %d of epoch %d".formatted(batch + 1, epoch + 1));
      }
    }

    @Override
    public void attemptLost(String reason, Optional<String> lastWords) {
      say(reason);
    }

    private void say(String news) {
      synchronized (RunProgress.this) {
        endLine();
        out.printf("trial %d: %s%n", trial.number(), news);
      }
    }

    @Override
    public void trained(int epoch, int batch, int batches, double rate) {
      synchronized (RunProgress.this) {
        double now = epoch + (double) batch / batches;
        // What the checkpoint had was not done in the time that is measured.
        workDone += resumed ? 0 : Math.max(0, now - done) * workPerEpoch;
        resumed = false;
        done = now;
        imagesPerSecond = rate;
        show();
      }
    }

    @Override
    public void chose(int epoch, Choices choices) {
      say(
          "epoch %d: %s of the images in each resolution, entropy %.3f nats%s"
              .formatted(
                  epoch + 1,
                  Figures.shares(choices),
                  choices.entropy(),
                  choices.isCollapsed() ? COLLAPSED : ""));
    }

    @Override
    public void epochEnded(int epoch, double loss) {
      // The next batch shows it.
    }
  }
}
