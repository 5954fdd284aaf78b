package io.espalier.cli.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Jazzer calls in a process of its own: each input must be read, or refused in words. */
public final class FuzzTarget {

  /** System property that names the reader. */
  static final String READER = "espalier.fuzz.reader";

  /** System property that names a folder for the files that are read. */
  static final String FOLDER = "espalier.fuzz.folder";

  private static final long SLACK = 64L << 20;

  private static final Reader TARGET =
      Reader.valueOf(System.getProperty(READER).toUpperCase(Locale.ROOT));
  private static final Path WORK = Path.of(System.getProperty(FOLDER));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private FuzzTarget() {}

  /** Reads one input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    long bytes = 0;
    for (Path file : TARGET.write(WORK, input)) {
      bytes += Files.size(file);
    }
    long most = 2 * bytes + SLACK;
    // A first reading loads classes, which Jazzer then rewrites: only the second one counts.
    if (allocatedByReading() > most) {
      long allocated = allocatedByReading();
      if (allocated > most) {
        throw new IllegalStateException(
            "%,d bytes were allocated for a file of %,d".formatted(allocated, bytes));
      }
    }
  }

  private static long allocatedByReading() throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      TARGET.read(WORK);
    } catch (RuntimeException e) {
      if (!TARGET.refuses(e)) {
        throw e;
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
