package io.espalier.trainer.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file of unsigned bytes in the IDX format of MNIST: a magic number, the sizes of the
 * dimensions as big-endian integers, the bytes.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database</a>
 */
final class IdxFile implements AutoCloseable {

  private static final int UNSIGNED_BYTES = 0x0800;

  private static final int BUFFER = 1 << 16;

  /** What deflate can shrink a byte to, at the best. */
  private static final int MOST_INFLATION = 1032;

  private final Path path;
  private final DataInputStream in;
  private final int[] sizes;

  /**
   * Opens a file, gzipped or not, for any file name, and reads its header.
   *
   * @throws IOException if it has another magic number, its header announces more than the file can
   *     hold, or it cannot be read
   */
  IdxFile(Path path, int dimensions) throws IOException {
    this.path = path;
    this.sizes = new int[dimensions];
    boolean zipped = isZipped(path);
    this.in =
        new DataInputStream(
            new BufferedInputStream(
                zipped
                    ? new GZIPInputStream(Files.newInputStream(path), BUFFER)
                    : Files.newInputStream(path),
                BUFFER));
    try {
      readHeader();
      checkPromise(zipped);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static boolean isZipped(Path path) throws IOException {
    try (InputStream file = Files.newInputStream(path)) {
      return file.read() == 0x1F && file.read() == 0x8B;
    }
  }

  private void readHeader() throws IOException {
    int magic = readInt();
    if (magic != (UNSIGNED_BYTES | sizes.length)) {
      throw new IOException(
          "%s begins with 0x%08X; an IDX file of bytes in %s dimensions begins with 0x%08X"
              .formatted(path, magic, sizes.length, UNSIGNED_BYTES | sizes.length));
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = readInt();
      if (sizes[i] <= 0) {
        throw new IOException("%s says that dimension %s is %s".formatted(path, i, sizes[i]));
      }
    }
  }

  /** Refuses a wrong header before memory of the announced size is allocated. */
  private void checkPromise(boolean zipped) throws IOException {
    double promised = Integer.BYTES * (1.0 + sizes.length);
    double entries = 1;
    for (int size : sizes) {
      entries *= size;
    }
    promised += entries;
    long found = Files.size(path);
    if (zipped ? promised > (double) found * MOST_INFLATION : promised > found) {
      throw truncated();
    }
    if (!zipped && promised < found) {
      throw tooLong();
    }
  }

  private IOException truncated() {
    return new IOException(
        "%s is truncated: its header promises %s entries".formatted(path, sizes[0]));
  }

  private IOException tooLong() {
    return new IOException(
        "%s is longer than the %s entries that its header promises".formatted(path, sizes[0]));
  }

  private int readInt() throws IOException {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw new IOException("%s ends within its header".formatted(path), e);
    }
  }

  /** Returns the size of a dimension. */
  int size(int dimension) {
    return sizes[dimension];
  }

  /** Reads the next bytes. */
  byte[] next(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw truncated();
    }
    return bytes;
  }

  /** Checks that all was read. */
  void checkEnd() throws IOException {
    if (in.read() >= 0) {
      throw tooLong();
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
