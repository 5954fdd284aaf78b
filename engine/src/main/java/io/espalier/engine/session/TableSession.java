package io.espalier.engine.session;

import io.espalier.engine.journal.Event;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Provenance;
import io.espalier.engine.journal.RunException;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.journal.Version;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Trial.HeldOut;
import io.espalier.searcher.Strategies;
import io.espalier.space.spec.CanonicalSpec;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.table.AccuracyTable;
import io.espalier.trainer.table.TableTrialRunner;
import io.espalier.trainer.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One process working on a run that looks accuracies up in a table: no images, no PyTorch, and
 * nothing is trained in the end.
 */
public final class TableSession {

  private final InstantSource clock;

  /**
   * Prepares a session.
   *
   * @param clock stamps events
   */
  public TableSession(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Makes a run from a spec that was checked, and goes on with it until it is finished or the
   * listener's monitors ask to stop.
   *
   * @param path folder of the run, which must not exist yet
   * @param directory what locations in the spec are relative to
   * @param overrides what was set on the command line
   * @return whether it is finished
   * @throws RunException if it cannot be made or cannot go on
   */
  public boolean start(
      SpecDocument document,
      Path path,
      Path directory,
      List<String> overrides,
      RunListener listener)
      throws IOException {
    RunFolder.refuseExisting(path);
    AccuracyTable table = SpecImages.table(document, directory);
    List<String> all = new ArrayList<>(overrides);
    // The copy in the run's folder has another file name.
    all.add("name=" + document.spec().name());
    Event.Started started =
        new Event.Started(
            Event.Started.FORMAT,
            CanonicalSpec.sha256(document.spec()),
            all,
            directory.toString(),
            new Event.Images(table.task(), 0, 0, 0),
            Optional.empty(),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of(sha256(document.spec(), directory)));
    RunFolder folder = RunFolder.create(path, document.text(), started, clock);
    try (RunFolder.Lock lock = folder.lock();
        Journal journal = lock.journal(clock)) {
      return proceed(folder, journal, document.spec(), table, listener);
    }
  }

  /**
   * Takes a run up where it stands, and goes on with it until it is finished or the listener's
   * monitors ask to stop.
   *
   * @return whether it is finished
   * @throws RunException if it cannot go on
   */
  public boolean resume(RunFolder folder, RunListener listener) throws IOException {
    try (RunFolder.Lock lock = folder.lock();
        Journal journal = lock.journal(clock)) {
      Event.Started started = RunSummary.started(folder, journal.events());
      SpecDocument document = RunSummary.document(folder, started);
      Path directory = Path.of(started.directory());
      AccuracyTable table = SpecImages.table(document, directory);
      if (!started.table().equals(Optional.of(sha256(document.spec(), directory)))) {
        throw new RunException(
            "The table of %s has changed. Put the original back, or start the search anew."
                .formatted(folder.path()));
      }
      journal.append(new Event.Resumed(Version.current(), OptionalInt.empty()));
      return proceed(folder, journal, document.spec(), table, listener);
    }
  }

  private static String sha256(SearchSpec spec, Path directory) throws IOException {
    return WeightsFile.sha256(directory.resolve(spec.data().table().orElseThrow()));
  }

  private boolean proceed(
      RunFolder folder, Journal journal, SearchSpec spec, AccuracyTable table, RunListener listener)
      throws IOException {
    Provenance.add(folder, spec, Provenance.Session.withoutTraining(clock.instant()));
    Evaluator evaluator = new Evaluator(table.task(), spec.budget());
    return new SearchRun(
            folder,
            journal,
            spec,
            evaluator,
            Optional.of(Strategies.searcher(spec, evaluator)),
            new TableTrialRunner(table),
            Optional.empty(),
            HeldOut.VALIDATION,
            listener)
        .proceed();
  }
}
