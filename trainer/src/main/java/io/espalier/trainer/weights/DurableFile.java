package io.espalier.trainer.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes whole files such that a crash leaves the old one or the new one, never a part. */
public final class DurableFile {

  private DurableFile() {}

  /** Copies a file, however large it is. */
  public static void copy(Path source, Path target) throws IOException {
    try (FileChannel from = FileChannel.open(source)) {
      write(
          target,
          to -> {
            long done = 0;
            while (done < from.size()) {
              done += from.transferTo(done, from.size() - done, to);
            }
          });
    }
  }

  /** Writes bytes. */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(
        target,
        to -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            to.write(buffer);
          }
        });
  }

  /** Writes the bytes of a file. */
  public interface FileContent {
    /** Writes all of them, from the channel's beginning. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file next to the target, forces it to disk and renames it.
   *
   * @throws IOException if that fails; the target is then as it was
   */
  public static void write(Path target, FileContent content) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".part");
    try {
      writeAndForce(unfinished, content);
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, unfinished);
      throw e;
    }
    forceFolder(target.toAbsolutePath().getParent());
  }

  private static void writeAndForce(Path file, FileContent content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      content.writeTo(channel);
      channel.force(true);
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /** What the system says of a full disk does not name the file. */
  private static IOException named(Path target, IOException e) {
    if (e instanceof FileSystemException) {
      return e;
    }
    FileSystemException named =
        new FileSystemException(target.toString(), null, String.valueOf(e.getMessage()));
    named.initCause(e);
    return named;
  }

  /** Frees the space that an incomplete file takes, above all when the disk was full. */
  private static void deleteAfter(Exception failure, Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Forces the names in a folder to disk, if the system can. */
  public static void forceFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }
}
