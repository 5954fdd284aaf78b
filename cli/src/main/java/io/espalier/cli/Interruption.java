package io.espalier.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * What Ctrl-C and SIGTERM do: the run stops at its next batch, and the process ends only when that
 * is done.
 */
final class Interruption implements BooleanSupplier {

  private static final CountDownLatch MAIN_IS_DONE = new CountDownLatch(1);

  private volatile boolean requested;

  private Interruption() {}

  /** Starts to listen for signals. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  interruption.requested = true;
                  // The process ends when its hooks have; this one waits for the checkpoint.
                  Uninterruptibles.awaitUninterruptibly(MAIN_IS_DONE);
                },
                "interruption"));
    return interruption;
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
}
