package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.faults.Disk;
import io.espalier.engine.faults.FaultyFileSystem;
import io.espalier.evaluator.Evaluator;
import io.espalier.evaluator.Plan;
import io.espalier.searcher.Searcher;
import io.espalier.searcher.Strategies;
import io.espalier.space.Task;
import io.espalier.space.spec.SearchSpec;
import io.espalier.space.spec.SpecDocument;
import io.espalier.space.spec.SpecException;
import io.espalier.space.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Answers;

class RoomTest {

  private static final DiskNeed NEED = new DiskNeed(300_000_000, 1_234_567_890);

  private static final String SPEC =
      """
      name: tiny
      data: {train: images, classes: 2, channels: 3}
      family: resnet-cifar
      base: {resolution: 12, stages: [{depth: 1, width: 2}, {depth: 1, width: 4}]}
      space: {stages: {depth: {to: 3}, width: {to: 32}}}
      budget: {macs: 150k, tolerance: 10%}
      search: {strategy: greedy, steps: 2}
      train: {epochs: 1, batch: 8}
      """;

  @TempDir Path folder;
  private final RunListener listener = mock(RunListener.class);
  private SpecDocument document;

  @BeforeEach
  void read() throws IOException {
    Files.createDirectory(folder.resolve("images"));
    document =
        new SpecReader().read(Files.writeString(folder.resolve("tiny.yaml"), SPEC), List.of());
  }

  private Path run(long free) {
    return FaultyFileSystem.on(Disk.withFree(free), folder.resolve("runs/tiny"));
  }

  /** Starts the run, which has no images; so it goes no further than to read them. */
  private void start(long free, Plan plan) throws IOException {
    RunnerFactory factory = mock(RunnerFactory.class);
    when(factory.crew(any(), any())).thenReturn(new Crew(2, 1, Optional.empty(), 0, 1L << 30));
    new Work(InstantSource.system(), factory, listener, () -> false)
        .start(
            new Work.Order(document, folder, List.of(), plan, false),
            run(free),
            Crew.Asked.NOTHING);
  }

  private DiskNeed need() {
    return need(document.spec());
  }

  private static DiskNeed need(SearchSpec spec) {
    Task task = new Task(3, 2);
    Searcher searcher =
        Strategies.searcher(spec, new Evaluator(task, spec.budget(), spec.dynamicResolution()));
    return DiskNeed.ofSearch(spec, task, searcher, 2);
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({
    "299999999,  true,  true",
    "300000000,  false, true",
    "1234567889, false, true",
    "1234567890, false, false"
  })
  void whatIsFreeIsComparedWithWhatIsNeeded(long free, boolean tooSmall, boolean warns) {
    Room room = Room.in(run(free), NEED);
    assertThat(room.free()).hasValue(free);
    assertThat(room.isTooSmall()).isEqualTo(tooSmall);
    assertThat(room.warning().isPresent()).isEqualTo(warns);
  }

  @Test
  void theWarningSaysWhatIsNeededAndWhatToDo() {
    Path runs = Path.of("runs");
    assertThat(new Room(runs, NEED, OptionalLong.of(640_000_000)).warning())
        .hasValue(
            "A run in runs needs about 1.23 GB of disk, and 640 MB are free there. Make room, or choose a folder on another disk.");
    assertThat(new Room(runs, NEED, OptionalLong.of(0)).warning().orElseThrow())
        .startsWith(
            "A run in runs needs at least 300 MB, about 1.23 GB of disk, and 0 bytes are free there.");
  }

  @Test
  void aDiskThatDoesNotSayIsTrusted() throws IOException {
    Path nowhere = mock(Path.class, Answers.RETURNS_DEEP_STUBS);
    when(nowhere.toAbsolutePath().normalize()).thenReturn(nowhere);
    when(nowhere.getParent()).thenReturn(null);
    when(nowhere.getFileSystem().provider().getFileStore(nowhere))
        .thenThrow(new IOException("Mount point not found"));
    Room room = Room.in(nowhere, NEED);
    assertThat(room.free()).isEmpty();
    assertThat(room.isTooSmall()).isFalse();
    assertThat(room.warning()).isEmpty();
  }

  @Test
  void aSearchThatCannotEndOnItsDiskIsRefusedBeforeAnythingIsWritten() {
    for (Plan plan : List.of(new Plan.Search(), new Plan.Train(document.spec().space().base()))) {
      assertThatThrownBy(() -> start(1000, plan))
          .isInstanceOf(RefusalException.class)
          .hasMessageContaining("needs at least")
          .hasMessageContaining("1 kB are free there. Make room, or choose a folder");
    }
    assertThat(folder.resolve("runs")).doesNotExist();
    verify(listener, never()).room(argThat(room -> true));
  }

  @Test
  void ofADiskThatMayBecomeFullTheListenerIsTold() {
    long free = need().most() - 1;
    assertThatThrownBy(() -> start(free, new Plan.Search())).isInstanceOf(SpecException.class);
    verify(listener).room(argThat(room -> room.warning().isPresent()));
  }

  @Test
  void whatASearchNeedsAtLeastIsLessThanWhatItMayNeed() {
    assertThat(need().least()).isPositive().isLessThan(need().most());
    assertThat(DiskNeed.ofOne(document.spec().space().base(), document.spec(), new Task(3, 2)))
        .matches(one -> one.least() < one.most());
  }

  /** While candidates are halved, all of a step are kept. */
  @Test
  void rungsKeepTheWeightsOfAStep() throws IOException {
    SearchSpec rungs =
        new SpecReader()
            .read(folder.resolve("tiny.yaml"), List.of("search.rungs=2", "train.epochs=3"))
            .spec();
    long weights = Footprint.ofSearch(rungs, new Task(3, 2)).weights();
    assertThat(need(rungs).most() - need().most()).isEqualTo(rungs.space().axes().size() * weights);
  }
}
