package io.espalier.engine;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.engine.journal.Run;
import io.espalier.engine.session.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * This process's work on one run: from {@link #begin} on, it goes on in a thread of its own until
 * the run is finished, is stopped, or fails.
 */
public final class Session {

  private final Path path;
  private final Going going;
  private final AtomicBoolean stop = new AtomicBoolean();
  private Optional<FutureTask<Boolean>> work = Optional.empty();

  /** How a run is made or taken up. */
  interface Going {
    /**
     * Goes on until the run is finished or asked to stop.
     *
     * @return whether it is finished
     */
    boolean proceed(RunListener listener, BooleanSupplier stop) throws IOException;
  }

  Session(Path path, Going going) {
    this.path = path;
    this.going = going;
  }

  /** Returns the folder of the run. */
  public Path path() {
    return path;
  }

  /**
   * Begins the work.
   *
   * @param listener is told what happens
   * @return this session
   * @throws IllegalStateException if it was begun before
   */
  public synchronized Session begin(RunListener listener) {
    checkState(work.isEmpty(), "The work on %s has begun already.", path);
    FutureTask<Boolean> task = new FutureTask<>(() -> going.proceed(listener, stop::get));
    work = Optional.of(task);
    // If nobody waits for it, it ends with the process; the run can be resumed.
    Thread thread = new Thread(task, "run " + path.getFileName());
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Asks the run to stop at its next batch, with a checkpoint; it can be resumed then. */
  public void stop() {
    stop.set(true);
  }

  /**
   * Waits until the run is finished or stopped; begins the work, if that was not done yet.
   *
   * @return whether it is finished
   * @throws IOException if a file could not be written
   * @throws io.espalier.space.spec.SpecException if the spec is wrong; nothing was written then
   * @throws io.espalier.engine.fault.RefusalException if it could not be started; nothing was
   *     written then
   * @throws io.espalier.engine.fault.RunException if it cannot go on
   */
  public boolean await() throws IOException {
    try {
      return Uninterruptibles.getUninterruptibly(begun());
    } catch (ExecutionException e) {
      Throwables.throwIfInstanceOf(e.getCause(), IOException.class);
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized FutureTask<Boolean> begun() {
    if (work.isEmpty()) {
      begin(event -> {});
    }
    return work.orElseThrow();
  }

  /**
   * Reads the run as it is by now.
   *
   * @throws io.espalier.engine.fault.RefusalException if it was not made yet
   */
  public Run run() throws IOException {
    return Run.read(path);
  }
}
