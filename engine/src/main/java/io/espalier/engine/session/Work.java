package io.espalier.engine.session;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.Run;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.Version;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.Plan;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** One process working on a run: makes it or takes it up, and goes on as far as it can. */
public final class Work {

  private final InstantSource clock;
  private final RunnerFactory factory;
  private final RunListener listener;
  private final BooleanSupplier stop;

  /**
   * Prepares the work.
   *
   * @param clock stamps events
   * @param factory makes what trains
   * @param listener is told what happens
   * @param stop tells whether to stop at the next batch
   */
  public Work(
      InstantSource clock, RunnerFactory factory, RunListener listener, BooleanSupplier stop) {
    this.clock = clock;
    this.factory = factory;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * What a new run is made of.
   *
   * @param given the spec, without what the plan changes in it
   * @param directory what locations in the spec are relative to
   * @param overrides what was set beside the spec
   * @param plan what the run does
   * @param built whether the spec was built in code, and is not a file
   */
  public record Order(
      SpecDocument given, Path directory, List<String> overrides, Plan plan, boolean built) {
    /** Copies the list. */
    public Order {
      overrides = List.copyOf(overrides);
    }

    /** Returns the spec as the plan asks for it. */
    SpecDocument document() {
      return given.with(plan.applied(given.spec()));
    }
  }

  /**
   * Makes a run, and goes on with it until it is finished or asked to stop. The images are read
   * before anything is written.
   *
   * <p>A disk on which it cannot end is refused; of one on which it may not end the listener is
   * told.
   *
   * @param path folder of the run, which must not exist yet
   * @param asked who trains
   * @return whether it is finished
   * @throws RunException if it cannot be made or cannot go on
   * @throws RefusalException if there is no place for it, or what is asked for is not there
   */
  public boolean start(Order order, Path path, Crew.Asked asked) throws IOException {
    RunFolder.refuseExisting(path);
    SpecDocument document = order.document();
    SearchSpec spec = document.spec();
    if (order.plan().only().isEmpty()) {
      CheckedSpec.of(document, order.directory());
    } else if (order.plan().subject().isEmpty()) {
      CheckedSpec.base(document, order.directory());
    }
    Material material = Material.of(document, order.directory());
    Material.Staffed staffed = staffed(order, material, asked);
    Room room = Room.in(path, staffed.need());
    room.refuseTooSmall();
    listener.room(room);
    StartingPoint.check(spec, order.plan(), order.directory(), material.task());
    try (Material.Opened opened = staffed.open(listener)) {
      Event.Started started =
          new Event.Started(
              Event.Started.FORMAT,
              CanonicalSpec.sha256(spec),
              order.overrides(),
              order.directory().toString(),
              opened.counts(),
              StartingPoint.checksum(spec, order.directory()),
              staffed.threads(),
              staffed.device(),
              Optional.empty(),
              opened.table(),
              Optional.of(spec.name()),
              Optional.of(order.plan()),
              order.built() ? Optional.of(order.given().spec()) : Optional.empty());
      RunFolder folder = RunFolder.create(path, document.text(), started, clock);
      try (RunFolder.Lock lock = folder.lock();
          Journal journal = lock.journal(clock)) {
        listener.happened(started);
        return proceed(folder, journal, spec, opened);
      }
    }
  }

  private Material.Staffed staffed(Order order, Material material, Crew.Asked asked) {
    try {
      return material.staffed(factory, asked, order.plan());
    } catch (IllegalArgumentException e) {
      throw new RefusalException(e.getMessage(), e);
    }
  }

  /**
   * Takes a run up where it stands, and goes on with it until it is finished or asked to stop.
   *
   * @param asked who trains from now on; threads and device stay as they were unless asked for
   * @return whether it is finished
   * @throws RunException if it cannot go on
   */
  public boolean resume(RunFolder folder, Crew.Asked asked) throws IOException {
    try (RunFolder.Lock lock = folder.lock();
        Journal journal = lock.journal(clock)) {
      Event.Started started = Run.started(folder, journal.events());
      SpecDocument document = Run.document(folder, started);
      Material material = Material.of(document, Path.of(started.directory()));
      int threads = Run.threads(journal.events());
      Material.Staffed staffed = staffed(folder, started, material, asked.or(threads, started));
      try (Material.Opened opened = staffed.open(listener)) {
        verify(folder, started, opened);
        // Git and archives drop empty folders.
        Files.createDirectories(folder.weights().path());
        new Chronicle(journal, listener)
            .happened(
                new Event.Resumed(
                    Version.current(),
                    staffed.threads() == threads
                        ? OptionalInt.empty()
                        : OptionalInt.of(staffed.threads())));
        return proceed(folder, journal, document.spec(), opened);
      }
    }
  }

  private Material.Staffed staffed(
      RunFolder folder, Event.Started started, Material material, Crew.Asked asked) {
    try {
      return material.staffed(factory, asked, started.planned());
    } catch (IllegalArgumentException e) {
      throw new RunException(
          "The run %s cannot go on like this. %s".formatted(folder.path(), e.getMessage()), e);
    }
  }

  private boolean proceed(
      RunFolder folder, Journal journal, SearchSpec spec, Material.Opened opened)
      throws IOException {
    Event.Started started = (Event.Started) journal.events().get(0);
    Provenance.add(folder, spec, opened.session(clock.instant()));
    Evaluator evaluator =
        new Evaluator(started.images().task(), spec.budget(), spec.dynamicResolution());
    Optional<Searcher> searcher =
        started.planned().only().isPresent()
            ? Optional.empty()
            : Optional.of(Strategies.searcher(spec, evaluator));
    try (TrialRunner runner = opened.runner(folder)) {
      return new RunLoop(
              folder,
              journal,
              spec,
              searcher,
              runner,
              StartingPoint.of(spec, Path.of(started.directory()), started.weights()),
              listener,
              stop)
          .proceed();
    }
  }

  private static void verify(RunFolder folder, Event.Started then, Material.Opened now) {
    if (!then.table().equals(now.table())) {
      throw new RunException(
          "The table of %s has changed. Put the original back, or start the search anew."
              .formatted(folder.path()));
    }
    if (!then.images().equals(now.counts())) {
      throw new RunException(
          "The images of %s have changed. When it was made there were %s; now there are %s. Put the original images back, or start the search anew."
              .formatted(folder.path(), then.images().summary(), now.counts().summary()));
    }
  }
}
