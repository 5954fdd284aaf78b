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

  private final Path path;
  private final DataInputStream in;
  private final int[] sizes;

  /**
   * Opens a file, gzipped or not whatever its name says, and reads its header.
   *
   * @throws IOException if it has another magic number or cannot be read
   */
  IdxFile(Path path, int dimensions) throws IOException {
    this.path = path;
    this.sizes = new int[dimensions];
    this.in = new DataInputStream(inflated(path));
    try {
      readHeader();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream inflated(Path path) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      file.mark(2);
      boolean zipped = file.read() == 0x1F && file.read() == 0x8B;
      file.reset();
      return zipped ? new BufferedInputStream(new GZIPInputStream(file, 1 << 16), 1 << 16) : file;
    } catch (IOException e) {
      file.close();
      throw e;
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
      throw new IOException(
          "%s is truncated: its header promises %s entries".formatted(path, sizes[0]));
    }
    return bytes;
  }

  /** Checks that all was read. */
  void checkEnd() throws IOException {
    if (in.read() >= 0) {
      throw new IOException(
          "%s is longer than the %s entries that its header promises".formatted(path, sizes[0]));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
