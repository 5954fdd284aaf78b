package io.espalier.engine.worker;

import io.espalier.engine.fault.RunException;
import io.espalier.evaluator.Classification;
import io.espalier.evaluator.Outcome;
import io.espalier.evaluator.Timing;
import io.espalier.evaluator.Trial;
import io.espalier.evaluator.TrialEvent;
import io.espalier.evaluator.TrialMonitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A worker process that trains nothing; the number of a trial says what becomes of it. */
final class PretendedWorker {

  static final int TRAINED = 0;
  static final int DIES_ONCE = 1;
  static final int DIES = 2;
  static final int TAKES_ALL_MEMORY = 3;
  static final int FULL_DISK = 4;
  static final int STOPS = 5;

  private static final Outcome OUTCOME =
      new Outcome.Trained(new Classification(9, 5, 9, 0.5), "ab", new Timing(1, 1, 1));

  private PretendedWorker() {}

  /** Serves as workers do; dies at once where its run is called "broken". */
  public static void main(String[] arguments) {
    Path run = Path.of(arguments[0]);
    if (run.endsWith("broken")) {
      System.err.println("There is no PyTorch.");
      Runtime.getRuntime().halt(7);
    }
    System.out.println("a native library says hello");
    Worker.listen(System.in, System.out, () -> Runtime.getRuntime().halt(0))
        .serve((trial, monitor) -> train(run, trial, monitor));
  }

  private static Optional<Outcome> train(Path run, Trial trial, TrialMonitor monitor) {
    monitor.happened(new TrialEvent.Begun(trial.number(), 0, 0));
    switch (trial.number()) {
      case DIES_ONCE -> dieOnce(run.resolve("died-once"));
      case DIES -> die();
      case TAKES_ALL_MEMORY -> takeAllMemory();
      case FULL_DISK -> throw new RunException("No space left on device");
      case STOPS -> {
        while (!monitor.stopRequested()) {
          Thread.onSpinWait();
        }
        return Optional.empty();
      }
      default -> {}
    }
    return Optional.of(OUTCOME);
  }

  private static void dieOnce(Path trace) {
    if (trace.toFile().mkdir()) {
      die();
    }
    if (!Files.exists(trace)) {
      throw new IllegalStateException("There is no " + trace);
    }
  }

  private static void die() {
    System.err.println("I cannot go on.");
    Runtime.getRuntime().halt(7);
  }

  private static void takeAllMemory() {
    // More than any heap of a gigabyte.
    System.err.println(new byte[Integer.MAX_VALUE - 8].length);
  }
}
