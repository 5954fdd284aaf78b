package io.espalier.engine.session;

import com.google.common.base.Ticker;
import io.espalier.engine.journal.Event;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunPathException;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.journal.Version;
import io.espalier.engine.worker.WorkerLaunch;
import io.espalier.engine.worker.WorkerTrialRunner;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.Architecture;
import io.espalier.space.Task;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One process working on a run: makes it or takes it up, and goes on as far as it can. */
public final class RunSession {

  /** What worker processes run; named, for the parts of a run do not know the whole program. */
  private static final String WORKER = "io.espalier.cli.Espalier";

  private final InstantSource clock;
  private final Ticker ticker;
  private final ImageListener loading;

  /**
   * Prepares a session.
   *
   * @param clock stamps events
   * @param ticker times trials
   * @param loading is told how far the reading of images is
   */
  public RunSession(InstantSource clock, Ticker ticker, ImageListener loading) {
    this.clock = clock;
    this.ticker = ticker;
    this.loading = loading;
  }

  /**
   * What a new run is made with, beside its spec.
   *
   * @param directory what locations in the spec are relative to
   * @param overrides what was set on the command line
   * @param crew who trains
   * @param only the one architecture to train, where nothing is searched
   */
  public record Making(
      Path directory, List<String> overrides, Crew crew, Optional<Architecture> only) {
    /** Copies the list. */
    public Making {
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Makes a run from a spec that was checked, and goes on with it until it is finished or the
   * listener's monitors ask to stop. The images are read before anything is written.
   *
   * <p>A disk on which it cannot end is refused; of one on which it may not end the listener is
   * told.
   *
   * @param path folder of the run, which must not exist yet
   * @return whether it is finished
   * @throws RunException if it cannot be made or cannot go on
   * @throws RunPathException if there is no place for it
   */
  public boolean start(SpecDocument document, Path path, Making making, RunListener listener)
      throws IOException {
    RunFolder.refuseExisting(path);
    SearchSpec spec = document.spec();
    Path directory = making.directory();
    Room room = Room.in(path, need(spec, SpecImages.task(document, directory), making));
    room.refuseTooSmall();
    listener.room(room);
    try (CheckedImages images = CheckedImages.read(document, directory, making.crew(), loading)) {
      StartingPoint.check(
          spec, making.only().orElse(spec.space().base()), directory, images.summary().task());
      List<String> overrides = new ArrayList<>(making.overrides());
      // The copy in the run's folder has another file name, which a spec without a name takes its
      // name from.
      overrides.add("name=" + spec.name());
      Event.Started started =
          new Event.Started(
              Event.Started.FORMAT,
              CanonicalSpec.sha256(spec),
              overrides,
              directory.toString(),
              images.summary(),
              StartingPoint.checksum(spec, directory),
              making.crew().threads(),
              making.crew().device(),
              making.only());
      RunFolder folder = RunFolder.create(path, document.text(), started, clock);
      try (RunFolder.Lock lock = folder.lock();
          Journal journal = lock.journal(clock)) {
        return proceed(folder, journal, spec, started, making.crew(), images, listener);
      }
    }
  }

  private static DiskNeed need(SearchSpec spec, Task task, Making making) {
    if (making.only().isPresent()) {
      return DiskNeed.ofOne(making.only().get(), spec, task);
    }
    Evaluator evaluator = new Evaluator(task, spec.budget(), spec.dynamicResolution());
    Searcher searcher = Strategies.searcher(spec, evaluator);
    return DiskNeed.ofSearch(spec, task, searcher, Math.max(1, making.crew().workers()));
  }

  /**
   * Takes a run up where it stands, and goes on with it until it is finished or the listener's
   * monitors ask to stop.
   *
   * @param asked who shall train from now on; threads and device stay as they were unless asked for
   * @return whether it is finished
   * @throws RunException if it cannot go on
   */
  public boolean resume(RunFolder folder, Crew.Asked asked, RunListener listener)
      throws IOException {
    try (RunFolder.Lock lock = folder.lock();
        Journal journal = lock.journal(clock)) {
      Event.Started started = RunSummary.started(folder, journal.events());
      SpecDocument document = RunSummary.document(folder, started);
      Path directory = Path.of(started.directory());
      int threads = RunSummary.threads(journal.events());
      Crew crew = crew(folder, started, document, asked, threads);
      try (CheckedImages images = CheckedImages.read(document, directory, crew, loading)) {
        verifyImages(folder, started.images(), images.summary());
        journal.append(
            new Event.Resumed(
                Version.current(),
                crew.threads() == threads ? OptionalInt.empty() : OptionalInt.of(crew.threads())));
        return proceed(folder, journal, document.spec(), started, crew, images, listener);
      }
    }
  }

  private static Crew crew(
      RunFolder folder,
      Event.Started started,
      SpecDocument document,
      Crew.Asked asked,
      int threads) {
    try {
      return Crew.of(
          asked.or(threads, started.device()),
          document.spec(),
          started.images().task(),
          started.only());
    } catch (IllegalArgumentException e) {
      throw new RunException(
          "The run %s cannot go on like this. %s".formatted(folder.path(), e.getMessage()), e);
    }
  }

  private boolean proceed(
      RunFolder folder,
      Journal journal,
      SearchSpec spec,
      Event.Started started,
      Crew crew,
      CheckedImages images,
      RunListener listener)
      throws IOException {
    Torch torch = crew.torch();
    Provenance.add(
        folder,
        spec,
        Provenance.Session.here(
            clock.instant(), torch.version(), crew.threads(), crew.workers(), torch.device()));
    Evaluator evaluator =
        new Evaluator(started.images().task(), spec.budget(), spec.dynamicResolution());
    Optional<Searcher> searcher =
        started.only().isPresent()
            ? Optional.empty()
            : Optional.of(Strategies.searcher(spec, evaluator));
    Optional<Dataset> here = images.dataset();
    try (WorkerTrialRunner workers = workers(folder, crew)) {
      return new SearchRun(
              folder,
              journal,
              spec,
              evaluator,
              searcher,
              here.<TrialRunner>map(
                      dataset -> new LocalTrialRunner(dataset, folder.weights(), torch, ticker))
                  .orElse(workers),
              StartingPoint.of(spec, Path.of(started.directory()), started.weights()),
              images.summary().test() > 0 ? HeldOut.TEST : HeldOut.VALIDATION,
              listener)
          .proceed();
    }
  }

  private static WorkerTrialRunner workers(RunFolder folder, Crew crew) {
    return new WorkerTrialRunner(
        new WorkerLaunch(folder.path(), WORKER, crew.threads(), crew.memory()), crew.devices());
  }

  private static void verifyImages(RunFolder folder, Event.Images then, Event.Images now) {
    if (!then.equals(now)) {
      throw new RunException(
          "The images of %s have changed. When it was made there were %s; now there are %s. Put the original images back, or start the search anew."
              .formatted(folder.path(), then.summary(), now.summary()));
    }
  }
}
