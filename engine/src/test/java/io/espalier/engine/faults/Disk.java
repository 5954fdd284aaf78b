package io.espalier.engine.faults;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A disk that counts what is changed on it, and fails at one of these places.
 *
 * <p>A {@link FaultyFileSystem} asks it before everything that it does.
 */
public final class Disk {

  /** How an operation fails. */
  public enum Failure {
    /** Nothing is done. */
    BEFORE,
    /**
     * Half of it is done: half of the bytes are written, what was not forced is lost; a file is
     * opened, renamed or deleted although that is said to have failed.
     */
    HALFWAY,
    /** Nothing is done, and nothing can be changed any more: the disk is full, or gone. */
    FOR_GOOD
  }

  /**
   * Something that changes the disk.
   *
   * @param operation what is done: open, write, truncate, force, rename, delete or make
   * @param file name of the file or folder
   */
  public record Place(String operation, String file) {}

  /** Does half of an operation. */
  interface Half {
    void run() throws IOException;
  }

  private final OptionalLong free;
  private final OptionalInt failing;
  private final Failure failure;
  private final List<Place> places = new ArrayList<>();
  private boolean broken;

  private Disk(OptionalLong free, OptionalInt failing, Failure failure) {
    this.free = free;
    this.failing = failing;
    this.failure = failure;
  }

  /** Makes a disk that only counts. */
  public static Disk sound() {
    return new Disk(OptionalLong.empty(), OptionalInt.empty(), Failure.BEFORE);
  }

  /** Makes a disk that says that so many bytes are free. */
  public static Disk withFree(long bytes) {
    return new Disk(OptionalLong.of(bytes), OptionalInt.empty(), Failure.BEFORE);
  }

  /** Makes a disk that fails at a place, counted from 0. */
  public static Disk failingAt(int place, Failure failure) {
    return new Disk(OptionalLong.empty(), OptionalInt.of(place), failure);
  }

  /** Returns the places so far, in order. */
  public synchronized List<Place> places() {
    return List.copyOf(places);
  }

  /** Tells whether it has failed. */
  public synchronized boolean failed() {
    return failing.isPresent() && places.size() > failing.getAsInt();
  }

  /** Returns what says how large the disk is, and how much of it is free. */
  FileStore store(FileStore real) throws IOException {
    if (free.isEmpty()) {
      return real;
    }
    FileStore store = mock(FileStore.class);
    when(store.getTotalSpace()).thenReturn(real.getTotalSpace());
    when(store.getUsableSpace()).thenReturn(free.getAsLong());
    return store;
  }

  /** Counts a place, and fails if it is its turn. */
  synchronized void reach(String operation, Path file, Half half) throws IOException {
    int place = places.size();
    places.add(new Place(operation, String.valueOf(file.getFileName())));
    if (broken || failing.equals(OptionalInt.of(place))) {
      broken = failure == Failure.FOR_GOOD;
      if (failure == Failure.HALFWAY) {
        half.run();
      }
      throw new IOException("injected: %s of %s".formatted(operation, file));
    }
  }
}
