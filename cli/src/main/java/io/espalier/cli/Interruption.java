package io.espalier.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * What Ctrl-C and SIGTERM do: the run stops at its next batch, and the process ends only when that
 * is done.
 */
final class Interruption implements BooleanSupplier, AutoCloseable {

  private static final CountDownLatch MAIN_IS_DONE = new CountDownLatch(1);

  private final Thread hook = new Thread(this::stop, "interruption");

  private volatile boolean requested;

  private Interruption() {}

  /** Starts to listen for signals. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void stop() {
    requested = true;
    // The process ends when its hooks have; this one waits for the checkpoint.
    Uninterruptibles.awaitUninterruptibly(MAIN_IS_DONE);
  }

  /** Lets the process end. */
  static void mainIsDone() {
    MAIN_IS_DONE.countDown();
  }

  /** Tells whether the process was asked to end. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** Stops to listen, unless the process is ending already. */
  @Override
  public void close() {
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // A signal came just now; the hook waits for main, which is about to be done.
        requested = true;
      }
    }
  }
}
