package io.espalier.cli.show;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import io.espalier.engine.session.Room;
import io.espalier.engine.session.RunListener;
import io.espalier.engine.session.RunPlan;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Measure;
import io.espalier.evaluator.Measurement;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.spec.Quantities;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shows the progress of a run: trials, epochs, images a second, time left. On a terminal this is a
 * moving bar, elsewhere a plain line now and then. Trials that run at the same time share one bar.
 */
public final class RunProgress implements RunListener, AutoCloseable {

  private static final String COLLAPSED =
      ". Warning: the predictor nearly always chooses the same resolution. Change dynamicResolution.target, or lower dynamicResolution.weight.";

  private final PrintStream out;
  private final LoadingProgress loading;
  private final Stopwatch watch;
  private final SortedMap<Integer, Watching> running = new TreeMap<>();
  private final Shown shown = new Shown();
  private RunPlan plan = RunPlan.NOTHING;
  private Measure score = Classification.TOP_ONE;
  private Optional<ProgressLine> line = Optional.empty();
  private int tried;
  private double workDone;

  RunProgress(PrintStream out, LoadingProgress loading, Ticker ticker) {
    this.out = out;
    this.loading = loading;
    this.watch = Stopwatch.createStarted(ticker);
  }

  /** Shows progress on standard error, which stays open. */
  public static RunProgress onStandardError() {
    return new RunProgress(System.err, LoadingProgress.onStandardError(), Ticker.systemTicker());
  }

  @Override
  public void leftOut(int images) {
    loading.leftOut(images);
  }

  @Override
  public void images(long done, long total) {
    loading.images(done, total);
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
  public synchronized void trial(Trial trial, String what, long macs) {
    endLine();
    score = Measurement.scoreOf(trial.task());
    running.put(trial.number(), new Watching(trial, what, macs));
  }

  @Override
  public synchronized void happened(Event event) {
    event.match(shown);
  }

  private void ended(Evaluation evaluation) {
    tried++;
    endLine();
    running.remove(evaluation.number());
    out.printf(
        "trial %d: %s, %s MACs, %s: %s%n",
        evaluation.number(),
        evaluation.candidate().architecture().summary(),
        Quantities.formatCount(evaluation.spentMacs()),
        Printable.line(evaluation.candidate().why()),
        evaluation
            .failure()
            .map(reason -> "failed: " + Printable.line(reason))
            .orElseGet(() -> score.name() + " " + Figures.score(score, Optional.of(evaluation))));
  }

  private void show() {
    if (line.isEmpty()) {
      line = Optional.of(ProgressLine.start(out, title(), 1));
    }
    double epochs = running.values().stream().mapToDouble(Watching::epochs).sum();
    double done = running.values().stream().mapToDouble(w -> w.done).sum();
    double rate = running.values().stream().mapToDouble(w -> w.imagesPerSecond).sum();
    String where =
        running.values().stream().map(Watching::where).collect(Collectors.joining(" and "));
    line.get().show(done / epochs, where + ", " + Figures.imagesPerSecond(rate), timeLeft());
  }

  private String title() {
    String numbers =
        running.keySet().stream().map(String::valueOf).collect(Collectors.joining(" and "));
    int all = Math.max(plan.trials(), running.lastKey());
    return running.size() == 1
        ? "trial %s of about %d, %s".formatted(numbers, all, running.get(running.firstKey()).what)
        : "trials %s of about %d".formatted(numbers, all);
  }

  private void endLine() {
    line.ifPresent(ProgressLine::close);
    line = Optional.empty();
  }

  /** The time that the rest of the run takes, if its speed stays the same. */
  synchronized Duration timeLeft() {
    double seconds = watch.elapsed().toMillis() / 1e3;
    double rest = running.values().stream().mapToDouble(Watching::workLeft).sum();
    double left = rest + plan.workAfter(tried + running.size());
    return workDone == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(left * seconds / workDone));
  }

  @Override
  public synchronized void close() {
    endLine();
    loading.close();
    out.flush();
  }

  private void say(int trial, String news) {
    endLine();
    out.printf("trial %d: %s%n", trial, Printable.line(news));
  }

  /** One trial that is being trained. */
  private final class Watching {
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

    private int epochs() {
      return trial.training().epochs();
    }

    private String where() {
      return "epoch %d of %d".formatted(Math.min(epochs(), 1 + (int) done), epochs());
    }

    private double workLeft() {
      return (epochs() - done) * workPerEpoch;
    }

    private void reached(TrialEvent.Progressed event) {
      double now = event.epoch() + (double) event.batch() / event.batches();
      // What the checkpoint had was not done in the time that is measured.
      workDone += resumed ? 0 : Math.max(0, now - done) * workPerEpoch;
      resumed = false;
      done = now;
      imagesPerSecond = event.imagesPerSecond();
      show();
    }
  }

  /** What is shown of each event. */
  private final class Shown implements Event.Cases, TrialEvent.Cases {
    @Override
    public void started(Event.Started event) {}

    @Override
    public void resumed(Event.Resumed event) {}

    @Override
    public void proposed(Event.Proposed event) {}

    @Override
    public void begun(TrialEvent.Begun event) {
      if (event.epoch() > 0 || event.batch() > 0) {
        Optional.ofNullable(running.get(event.trial())).ifPresent(of -> of.resumed = true);
        say(
            event.trial(),
            "continues from its checkpoint, batch %d of epoch %d"
                .formatted(event.batch() + 1, event.epoch() + 1));
      }
    }

    @Override
    public void progressed(TrialEvent.Progressed event) {
      Optional.ofNullable(running.get(event.trial())).ifPresent(of -> of.reached(event));
    }

    @Override
    public void epochEnded(TrialEvent.EpochEnded event) {
      // The next batch shows the progress.
      event
          .choices()
          .ifPresent(
              choices ->
                  say(
                      event.trial(),
                      "epoch %d: %s of the images in each resolution, entropy %.3f nats%s"
                          .formatted(
                              event.epoch() + 1,
                              Figures.shares(choices),
                              choices.entropy(),
                              choices.isCollapsed() ? COLLAPSED : "")));
    }

    @Override
    public void measured(TrialEvent.Measured event) {
      say(
          event.trial(),
          "%s: %s %s"
              .formatted(event.step(), score.name(), score.format(event.measurement().score())));
    }

    @Override
    public void attemptLost(TrialEvent.AttemptLost event) {
      say(event.trial(), event.reason());
    }

    @Override
    public void evaluated(Event.Evaluated event) {
      ended(event.evaluation());
    }

    @Override
    public void trainedInFull(Event.TrainedInFull event) {
      ended(event.evaluation());
    }

    @Override
    public void finished(Event.Finished event) {}

    @Override
    public void ofTrial(TrialEvent event) {
      event.matchTrial(this);
    }
  }
}
