package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.espalier.engine.faults.Disk;
import io.espalier.engine.faults.Disk.Failure;
import io.espalier.engine.faults.Disk.Place;
import io.espalier.engine.faults.FaultyFileSystem;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Replay;
import io.espalier.engine.journal.RunFolder;
import io.espalier.evaluator.Evaluation;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialRunner;
import io.espalier.searcher.Searcher;
import io.espalier.space.spec.SearchSpec;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A run on a disk that fails once, at each place in turn. It then stops with an error of the disk,
 * and is taken up again: it must find what it would have found, and leave no other files.
 *
 * @param folder where the run's folder is made
 * @param spec what is searched
 * @param started first event of the journal
 * @param searcher proposes them, if any
 * @param runner trains them, with weights in a folder
 */
record DisturbedRun(
    Path folder,
    SearchSpec spec,
    Event.Started started,
    Optional<Searcher> searcher,
    Function<WeightsFolder, TrialRunner> runner) {

  private Path path() {
    return folder.resolve("run");
  }

  /** Makes the run if there is none, and goes on with it to its end, as a process does. */
  private void goOn(Disk disk) throws IOException {
    Path path = FaultyFileSystem.on(disk, path());
    RunFolder run =
        RunFolder.isRun(path)
            ? RunFolder.existing(path)
            : RunFolder.create(path, "name: " + spec.name(), started, InstantSource.system());
    try (RunFolder.Lock lock = run.lock();
        Journal journal = lock.journal(InstantSource.system())) {
      RunLoop search =
          new RunLoop(
              run,
              journal,
              spec,
              searcher,
              runner.apply(run.weights()),
              Optional.empty(),
              mock(RunListener.class),
              () -> false);
      assertThat(search.proceed()).as("finished").isTrue();
    }
  }

  /** What must be the same however often the disk failed. */
  private Map<String, Object> found() throws IOException {
    RunFolder run = new RunFolder(path());
    List<Event> events = Journal.events(run.journal());
    try (Stream<Path> files = Files.walk(run.path())) {
      return Map.of(
          "results", Files.readString(run.results()),
          "best", MoreFiles.asByteSource(run.weights().best()).hash(Hashing.sha256()),
          "trials", Replay.of(events).evaluations().map(Evaluation::number).toList(),
          "events", names(events),
          "files", files.map(run.path()::relativize).map(Path::toString).sorted().toList());
    }
  }

  /** The names of events; but a trial begins as often as it takes, and does epochs again. */
  private static List<String> names(List<Event> events) {
    return events.stream()
        .filter(event -> !(event instanceof TrialEvent))
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  /** Lets every place fail, prints what came of it, and returns the places. */
  List<Place> assertFindsTheSameAfterEvery(Failure failure) throws IOException {
    Disk sound = Disk.sound();
    goOn(sound);
    Map<String, Object> undisturbed = found();
    List<Place> places = sound.places();
    Map<String, Long> outcomes = new TreeMap<>();
    for (int i : IntStream.range(0, places.size()).filter(i -> !isBetween(places, i)).toArray()) {
      MoreFiles.deleteRecursively(path(), RecursiveDeleteOption.ALLOW_INSECURE);
      Disk failing = Disk.failingAt(i, failure);
      String outcome = outcome(failing);
      assertThat(failing.failed()).isTrue();
      goOn(Disk.sound());
      assertThat(found()).as("after %s at %s", failure, places.get(i)).isEqualTo(undisturbed);
      outcomes.merge(row(places.get(i)) + outcome, 1L, Long::sum);
    }
    outcomes.forEach((row, times) -> System.out.printf("%-8s %s %d%n", failure, row, times));
    return places;
  }

  /** Of many writes to a file, one after the other, the first and the last are enough. */
  private static boolean isBetween(List<Place> places, int i) {
    return i > 0
        && i < places.size() - 1
        && places.get(i).operation().equals("write")
        && places.get(i).equals(places.get(i - 1))
        && places.get(i).equals(places.get(i + 1));
  }

  private String outcome(Disk failing) {
    try {
      goOn(failing);
      return "went on, same results:";
    } catch (UncheckedIOException | IOException e) {
      assertThat(e).hasMessageContaining("injected: ");
      return "stopped, resumed, same results:";
    }
  }

  /** Trials are all alike here, whatever their numbers are. */
  private static String row(Place place) {
    return "%-8s %-40s ".formatted(place.operation(), place.file().replaceAll("\\d{3,}", "NNN"));
  }
}
