package io.espalier.engine.journal;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.engine.fault.RefusalException;
import io.espalier.engine.fault.RefusalException.Remedy;
import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Event;
import io.espalier.trainer.weights.DurableFile;
import io.espalier.trainer.weights.WeightsFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The files of a run.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /** Locked by every worker, as long as it lives. */
  private static final String WORKERS = ".workers";

  /** Workers end when their parent does, except such as are stopped or do not get at their disk. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Makes a run: all of its first files or none.
   *
   * @param spec text of the spec
   * @param started first event of the journal
   * @throws RefusalException if there is a folder of that name already
   */
  public static RunFolder create(Path path, String spec, Event.Started started, InstantSource clock)
      throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    refuseExisting(path);
    // Built under another name, so that a crash leaves no half-made run behind.
    Path unfinished = parent.resolve("." + path.getFileName() + ".new");
    if (Files.exists(unfinished)) {
      MoreFiles.deleteRecursively(unfinished, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    RunFolder made = new RunFolder(unfinished);
    Files.createDirectories(made.weights().path());
    DurableFile.write(made.spec(), spec.getBytes(StandardCharsets.UTF_8));
    try (Journal journal = Journal.open(made.journal(), clock)) {
      journal.append(started);
    }
    DurableFile.forceFolder(made.path());
    try {
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      refuseExisting(path);
      throw e;
    }
    DurableFile.forceFolder(parent);
    return new RunFolder(path);
  }

  /**
   * Checks that a run can be made there.
   *
   * @throws RefusalException if there is a file or folder already
   */
  public static void refuseExisting(Path path) {
    if (Files.exists(path)) {
      throw isRun(path)
          ? new RefusalException("The run %s exists.".formatted(path), Remedy.RESUME_OR_OTHER_NAME)
          : new RefusalException("%s exists, and is not a run.".formatted(path), Remedy.OTHER_NAME);
    }
  }

  /**
   * Returns the folder of a run that was made.
   *
   * @throws RefusalException if there is none
   */
  public static RunFolder existing(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.journal())) {
      throw new RefusalException(
          "%s is not a run: it has no journal.jsonl. Name the folder of a run, such as runs/quickstart."
              .formatted(path),
          Remedy.NONE);
    }
    return folder;
  }

  /** Tells whether a path is a folder with a journal in it. */
  public static boolean isRun(Path path) {
    return Files.isRegularFile(new RunFolder(path).journal());
  }

  /** Returns the name of the run. */
  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /** Returns the spec as it was given. */
  public Path spec() {
    return path.resolve("spec.yaml");
  }

  /** Returns the file of events. */
  public Path journal() {
    return path.resolve("journal.jsonl");
  }

  /** Returns the file that says what was found. */
  public Path results() {
    return path.resolve("results.json");
  }

  /** Returns the file that says where and with what the run ran. */
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /** Returns the folder of weights. */
  public WeightsFolder weights() {
    return new WeightsFolder(path.resolve("weights"));
  }

  /**
   * Keeps other processes off the run, until this one closes the lock or dies; waits for workers of
   * a process that has died, which follow it.
   *
   * @throws RunException if another process has it, or its workers do not end
   */
  public Lock lock() throws IOException {
    Lock lock =
        tryLock(".lock", Sharing.ALONE)
            .orElseThrow(
                () ->
                    new RunException(
                        "Another process is working on the run %s. Wait for it, or stop it first."
                            .formatted(path)));
    try {
      awaitWorkers();
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Tells later processes that a worker is at work on the run, until it closes the lock or dies.
   *
   * @throws RunException if a process waits for the workers of an earlier one to end
   */
  public Lock lockAsWorker() throws IOException {
    return tryLock(WORKERS, Sharing.TOGETHER)
        .orElseThrow(
            () -> new RunException("The run %s is taken up by another process.".formatted(path)));
  }

  private void awaitWorkers() throws IOException {
    Stopwatch watch = Stopwatch.createStarted(Ticker.systemTicker());
    Optional<Lock> lock = tryLock(WORKERS, Sharing.ALONE);
    while (lock.isEmpty()) {
      if (watch.elapsed().compareTo(PATIENCE) > 0) {
        throw new RunException(
            "Workers of an earlier process are still at work on the run %s. End these processes first."
                .formatted(path));
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(50));
      lock = tryLock(WORKERS, Sharing.ALONE);
    }
    lock.get().close();
  }

  private enum Sharing {
    ALONE,
    TOGETHER
  }

  private Optional<Lock> tryLock(String file, Sharing sharing) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, sharing == Sharing.TOGETHER);
      if (lock != null) {
        return Optional.of(new Lock(this, channel, lock));
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it; to the caller that is the same.
    }
    channel.close();
    return Optional.empty();
  }

  /** The right to write to a run. */
  public static final class Lock implements AutoCloseable {
    private final RunFolder folder;
    private final FileChannel channel;
    private final FileLock lock;

    private Lock(RunFolder folder, FileChannel channel, FileLock lock) {
      this.folder = folder;
      this.channel = channel;
      this.lock = lock;
    }

    /** Returns the run. */
    public RunFolder folder() {
      return folder;
    }

    /** Opens the run's journal to write on. */
    public Journal journal(InstantSource clock) throws IOException {
      return Journal.open(folder.journal(), clock);
    }

    @Override
    public void close() throws IOException {
      lock.release();
      channel.close();
    }
  }
}
