package io.espalier.engine.session;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import io.espalier.engine.fault.Explanation;
import io.espalier.engine.fault.RunException;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.Run;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.worker.Worker;
import io.espalier.evaluator.Event;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The program of a worker process: trains the trials of a run that it is given on its standard
 * input, a line of JSON each, and answers on its standard output; see {@link Worker}. A run starts
 * it; people do not.
 */
public final class WorkerProgram {

  /** What a process ends with that was ended by SIGTERM. */
  private static final int TERMINATED = 143;

  private static final int FAILED = 1;

  /** What a process ends with whose parent is gone, and who need not say why. */
  private static final int ALONE = 130;

  /** Images were read once by the parent, which has said what there is to say. */
  private static final ImageListener SILENT =
      new ImageListener() {
        @Override
        public void leftOut(int images) {}

        @Override
        public void images(long done, long total) {}
      };

  private WorkerProgram() {}

  /**
   * Works until its parent is gone, or SIGTERM asks it to stop.
   *
   * @param arguments folder of the run, compute threads, and the device if one is chosen
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = System.out;
    // Whatever else is printed is not to be taken for an answer.
    System.setOut(System.err);
    Worker worker = Worker.listen(System.in, answers, () -> Runtime.getRuntime().halt(ALONE));
    CountDownLatch ended = new CountDownLatch(1);
    // At SIGTERM the process ends when this does: after a checkpoint at the next batch.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (ended.getCount() > 0) {
                    worker.endSoon();
                  }
                  Uninterruptibles.awaitUninterruptibly(ended);
                }));
    int status =
        work(
            worker,
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            arguments.length > 2 ? Optional.of(arguments[2]) : Optional.empty());
    ended.countDown();
    System.exit(status);
  }

  private static int work(Worker worker, Path run, int threads, Optional<String> device) {
    try {
      RunFolder folder = RunFolder.existing(run);
      try (RunFolder.Lock lock = folder.lockAsWorker();
          Dataset dataset = images(folder)) {
        Torch torch = Torch.start(threads, device);
        worker.serve(
            new LocalTrialRunner(dataset, lock.folder().weights(), torch, Ticker.systemTicker()));
        return TERMINATED;
      }
    } catch (IOException | RuntimeException e) {
      worker.broken(Explanation.of(e).orElseGet(() -> "A worker failed: " + e));
      return FAILED;
    }
  }

  private static Dataset images(RunFolder folder) throws IOException {
    Event.Started started = Run.started(folder, Journal.events(folder.journal()));
    SpecDocument document = Run.document(folder, started);
    return SpecImages.open(
        document,
        Path.of(started.directory()),
        document
            .spec()
            .data()
            .images()
            .orElseThrow(() -> new RunException("There is nothing to train in " + folder.path())),
        SILENT);
  }
}
