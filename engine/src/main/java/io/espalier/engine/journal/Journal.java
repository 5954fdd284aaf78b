package io.espalier.engine.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Event;
import io.espalier.evaluator.TrialEvent;
import io.espalier.space.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The journal of a run: one line of JSON per event, forced to disk before anything else happens.
 *
 * <p>A last line without its end, as a crash leaves it, never happened and is cut off before the
 * next is written. Anything else that cannot be read is an error: a journal with holes would resume
 * into another run.
 */
public final class Journal implements AutoCloseable {

  /** A round of a thousand candidates has half a megabyte. */
  private static final int LONGEST_LINE = 8 << 20;

  private static final int MOST_TOKENS = 1_000_000;

  private static final JsonMapper JSON = newMapper();

  private final Path file;

  /** What tells the file from others of its name, where the system knows such a thing. */
  private final Object key;

  private final FileChannel channel;
  private final InstantSource clock;
  private final List<Event> events;

  /**
   * A line.
   *
   * @param n counts from 0 without gaps
   * @param at when it was written
   * @param event what happened
   */
  record Line(int n, String at, Event event) {}

  /** What a journal says, and how many of its bytes say it. */
  private record Content(List<Event> events, long bytes) {}

  private Journal(Path file, FileChannel channel, InstantSource clock, List<Event> events)
      throws IOException {
    this.file = file;
    this.key = key(file);
    this.channel = channel;
    this.clock = clock;
    this.events = new ArrayList<>(events);
  }

  /** Opens a journal to write on, and makes it where there is none. */
  public static Journal open(Path file, InstantSource clock) throws IOException {
    return open(
        file,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        clock);
  }

  /** Opens a journal to write on through a channel, which is closed with it. */
  static Journal open(Path file, FileChannel channel, InstantSource clock) throws IOException {
    try {
      Content content = read(file);
      channel.truncate(content.bytes());
      channel.position(content.bytes());
      return new Journal(file, channel, clock, content.events());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Returns the events of a journal that another process may be writing.
   *
   * @throws RunException if a line before the last cannot be read
   */
  public static List<Event> events(Path file) throws IOException {
    return read(file).events();
  }

  private static JsonMapper newMapper() {
    JsonMapper mapper = Json.newMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build());
    return mapper;
  }

  private static Content read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long bytes = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          bytes += line.size() + 1;
          events.add(parse(file, events.size(), line.toString(UTF_8)).event());
          line.reset();
        } else if (line.size() < LONGEST_LINE) {
          line.write(next);
        } else {
          throw unreadable(file, events.size(), LONGEST_LINE, null);
        }
      }
    }
    return new Content(events, bytes);
  }

  private static Line parse(Path file, int n, String text) {
    Line line;
    try {
      refuseNewerFormat(file, n, text);
      line = JSON.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw unreadable(file, n, Math.max(1, column), e);
    }
    if (line == null) {
      throw unreadable(file, n, 1, null);
    }
    if (line.n() != n) {
      throw new RunException(
          "%s:%d:1: this line says it is number %d, expected %d. Lines are missing or doubled; put the original back, or start the search anew."
              .formatted(file, n + 1, line.n(), n));
    }
    return line;
  }

  private static RunException unreadable(Path file, int n, int column, Throwable cause) {
    return new RunException(
        "%s:%d:%d: this line of the journal cannot be read. It was changed or damaged; put the original back, or start the search anew."
            .formatted(file, n + 1, column),
        cause);
  }

  private static void refuseNewerFormat(Path file, int n, String text)
      throws JsonProcessingException {
    int format = n == 0 ? JSON.readTree(text).at("/event/format").asInt() : 0;
    if (format > Event.Started.FORMAT) {
      throw new RunException(
          "%s:1:1: this run was made by a newer Espalier (journal format %d; this one reads up to %d). Use that one."
              .formatted(file, format, Event.Started.FORMAT));
    }
  }

  /** Returns everything that happened so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /**
   * Writes an event and forces it to disk, if it is one that a journal keeps: how far an epoch is
   * within itself, it does not.
   *
   * @throws UncheckedIOException if that fails; the event then never happened
   */
  public synchronized void append(Event event) {
    if (event instanceof TrialEvent.Progressed) {
      return;
    }
    try {
      checkPresent();
      long end = channel.position();
      ByteBuffer line =
          ByteBuffer.wrap(
              (JSON.writeValueAsString(new Line(events.size(), clock.instant().toString(), event))
                      + "\n")
                  .getBytes(UTF_8));
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + file + ": " + e.getMessage(), named(e));
    }
    events.add(event);
  }

  /** On most systems, one can go on to write to a file that was deleted. */
  private void checkPresent() throws IOException {
    if (!Objects.equals(key(file), key)) {
      throw new FileSystemException(file.toString(), null, "it was replaced by another file");
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** What the system says of a full disk does not name the file. */
  private IOException named(IOException e) {
    return e instanceof FileSystemException
        ? e
        : new FileSystemException(file.toString(), null, e.getMessage());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
