package io.espalier.engine.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import com.google.common.io.Resources;
import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.TrialEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JournalTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("journal.jsonl");
  }

  private void write(List<Event> events) throws IOException {
    try (Journal journal = Journal.open(file, CLOCK)) {
      events.forEach(journal::append);
    }
  }

  /** Replaces the line of that number, counted from 1. */
  private void change(int line, String text) throws IOException {
    List<String> lines = Files.readAllLines(file);
    lines.set(line - 1, text);
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  @Test
  void whatIsAppendedIsReadBack() throws IOException {
    write(Moves.all().subList(0, 4));
    write(Moves.all().subList(4, Moves.all().size()));
    assertThat(Journal.events(file)).isEqualTo(Moves.all());
  }

  static Stream<Arguments> formats() {
    return Stream.of(
        Arguments.of("journal-1.jsonl", Moves.all()),
        Arguments.of("journal-2.jsonl", Moves.sideBySide()),
        Arguments.of("journal-2-dynamic.jsonl", Moves.choosing()),
        Arguments.of("journal-2-table.jsonl", Moves.lookedUp()),
        Arguments.of("journal-3.jsonl", Moves.onRungs()),
        Arguments.of("journal-4.jsonl", Moves.onTheWay()));
  }

  private static String fixture(String name) throws IOException {
    return Resources.toString(Resources.getResource(JournalTest.class, name), UTF_8);
  }

  /** The files must never be changed: runs of these formats are out there. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void aJournalOfEveryFormatIsReadForEver(String name, List<Event> events) throws IOException {
    Files.writeString(file, fixture(name));
    assertThat(Journal.events(file)).isEqualTo(events);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void aJournalIsWrittenAsEver(String name, List<Event> events) throws IOException {
    write(events);
    assertThat(file).hasContent(fixture(name));
  }

  @Test
  void howFarAnEpochIsIsNotKept() throws IOException {
    write(List.of(Moves.started(), new TrialEvent.Progressed(0, 0, 1, 9, 1000)));
    assertThat(Journal.events(file)).containsExactly(Moves.started());
  }

  @Test
  void aTornLastLineNeverHappened() throws IOException {
    write(Moves.all().subList(0, 3));
    byte[] whole = Files.readAllBytes(file);
    int start = new String(whole, UTF_8).lastIndexOf("\n", whole.length - 2) + 1;
    for (int length = start; length < whole.length; length += 16) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(Journal.events(file)).as("torn at byte %s", length).hasSize(2);
    }
  }

  @Test
  void aTornLastLineIsCutOffBeforeTheNextIsWritten() throws IOException {
    write(Moves.all().subList(0, 2));
    Files.writeString(file, "{\"n\":2,\"at\":\"2026", StandardOpenOption.APPEND);
    write(List.of(Moves.all().get(2)));
    assertThat(Journal.events(file)).isEqualTo(Moves.all().subList(0, 3));
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"n":1,"at":"2026                                     | 2:18 | cannot be read
                                                                | 2:1  | cannot be read
          null                                                  | 2:1  | cannot be read
          {"n":1,"at":"2026"}                                   | 2:   | cannot be read
          {"n":1,"at":"2026","event":null}                      | 2:   | cannot be read
          {"n":1,"at":"2026","event":{"event":"evaluated"}}     | 2:   | cannot be read
          {"at":"2026","event":{"event":"finished","results":"5f"}} | 2: | cannot be read
          {"n":1,"at":"2026","event":{"event":"paused"}}        | 2:37 | cannot be read
          {"n":1,"at":"2026","event":{"event":"finished","x":1}} | 2:  | cannot be read
          {"n":1,"n":1,"at":"","event":{"event":"finished","results":""}} | 2: | cannot be read
          {"n":2,"at":"2026","event":{"event":"finished","results":"5f"}} | 2:1 | number 2, expected 1
          {"n":0,"at":"2026","event":{"event":"finished","results":"5f"}} | 2:1 | number 0, expected 1
          """)
  void aDamagedMiddleIsRefused(String line, String place, String what) throws IOException {
    write(Moves.all().subList(0, 3));
    change(2, line == null ? "" : line);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> Journal.open(file, CLOCK))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file + ":" + place)
        .hasMessageContaining(what)
        .hasMessageContaining("put the original back, or start the search anew");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aLineThatNeverEndsIsRefused() throws IOException {
    write(Moves.all().subList(0, 3));
    Files.writeString(file, "x".repeat(9 << 20), StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Journal.events(file))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file + ":4:8388608: this line of the journal cannot be read.");
  }

  @Test
  void aMissingLineIsRefused() throws IOException {
    write(Moves.all().subList(0, 3));
    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, lines.get(0) + "\n" + lines.get(2) + "\n");
    assertThatThrownBy(() -> Journal.events(file))
        .hasMessageStartingWith(file + ":2:1: this line says it is number 2, expected 1.");
  }

  @Test
  void aNewerFormatIsRefusedByName() throws IOException {
    write(Moves.all().subList(0, 1));
    change(
        1,
        """
        {"n":0,"at":"2030","event":{"event":"planted","format":%d,"soil":"loam"}}"""
            .formatted(Event.Started.FORMAT + 1));
    assertThatThrownBy(() -> Journal.events(file))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file + ":1:1: ")
        .hasMessageContaining(
            "made by a newer Espalier (journal format %d; this one reads up to %d)",
            Event.Started.FORMAT + 1, Event.Started.FORMAT);
  }

  @Test
  void anAppendThatFailsLeavesTheFileAsItWas() throws IOException {
    write(Moves.all().subList(0, 2));
    byte[] before = Files.readAllBytes(file);
    FileChannel real = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel full = mock(FileChannel.class, delegatesTo(real));
    doAnswer(
            call -> {
              ByteBuffer line = call.getArgument(0);
              real.write(line.slice(0, 10));
              throw new IOException("No space left on device");
            })
        .when(full)
        .write(any(ByteBuffer.class));
    try (real;
        Journal journal = Journal.open(file, full, CLOCK)) {
      assertThatThrownBy(() -> journal.append(Moves.all().get(2)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("Cannot write to %s: No space left on device", file);
      assertThat(journal.events()).isEqualTo(Moves.all().subList(0, 2));
      assertThat(file).hasBinaryContent(before);
    }
  }

  @Test
  void aClosedJournalTakesNoMore() throws IOException {
    write(Moves.all().subList(0, 2));
    byte[] before = Files.readAllBytes(file);
    Journal journal = Journal.open(file, CLOCK);
    journal.close();
    assertThatThrownBy(() -> journal.append(Moves.all().get(2)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(file).hasBinaryContent(before);
  }
}
