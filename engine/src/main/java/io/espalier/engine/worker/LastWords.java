package io.espalier.engine.worker;

import com.google.common.collect.EvictingQueue;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;

/** The last lines that a worker wrote to its standard error. */
final class LastWords {

  private static final int LINES = 12;
  private static final int LONGEST = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * What PyTorch says of every small convolution where NNPACK does not support the processor; it
   * does no harm, and there can be more of it than of what a worker dies of.
   */
  private static final Pattern NO_NNPACK =
      Pattern.compile("\\[W[^\\]]*NNPACK[^\\]]*] Could not initialize NNPACK! Reason: [\\w ]+\\.?");

  private final Queue<String> lines = EvictingQueue.create(LINES);
  private final Thread reading;

  private LastWords(BufferedReader from) {
    reading = new Thread(() -> read(from), "last words of a worker");
    reading.setDaemon(true);
  }

  /** Starts to read; that the other side never waits is half of what this is for. */
  static LastWords of(BufferedReader from) {
    LastWords words = new LastWords(from);
    words.reading.start();
    return words;
  }

  private void read(BufferedReader from) {
    try (from) {
      from.lines().forEach(this::add);
    } catch (IOException | UncheckedIOException e) {
      // It has died; there is no more.
    }
  }

  /**
   * Adds a line, but nothing that is said of a healthy worker, too; of a crash of the JVM, what it
   * says of itself and not how to report it.
   */
  synchronized void add(String line) {
    String words = NO_NNPACK.matcher(line).replaceAll("").replaceFirst("^#", "").strip();
    if (!words.isEmpty() && !words.contains("bug report") && !words.contains("bugreport")) {
      lines.add(words.length() > LONGEST ? words.substring(0, LONGEST) + "..." : words);
    }
  }

  /** Waits until all is read of a worker that has died, and returns it, if it said anything. */
  Optional<String> all() {
    Uninterruptibles.joinUninterruptibly(reading, PATIENCE);
    synchronized (this) {
      return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }
  }
}
