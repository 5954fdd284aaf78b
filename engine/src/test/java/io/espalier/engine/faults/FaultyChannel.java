package io.espalier.engine.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file's channel on a {@link Disk}. Forcing is counted but not done: tests need no platter. */
final class FaultyChannel extends FileChannel {

  private final FileChannel real;
  private final Path file;
  private final Disk disk;
  private final boolean writable;
  private long forced;

  FaultyChannel(FileChannel real, boolean writable, Path file, Disk disk) throws IOException {
    this.writable = writable;
    this.real = real;
    this.file = file;
    this.disk = disk;
    this.forced = real.size();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    disk.reach(
        "write", file, () -> real.write(bytes.slice(bytes.position(), bytes.remaining() / 2)));
    return real.write(bytes);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.reach("truncate", file, () -> real.truncate((size + real.size()) / 2));
    real.truncate(size);
    forced = Math.min(forced, size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.reach("force", file, this::loseWhatWasNotForced);
    forced = real.size();
  }

  /** Folders are opened to be read, and forced all the same; they lose nothing here. */
  private void loseWhatWasNotForced() throws IOException {
    if (real.size() > forced && writable) {
      real.truncate(forced);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
