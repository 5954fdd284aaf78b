package io.espalier.cli;

import com.google.common.base.Ticker;
import io.espalier.engine.journal.Event;
import io.espalier.engine.journal.Journal;
import io.espalier.engine.journal.RunFolder;
import io.espalier.engine.journal.RunSummary;
import io.espalier.engine.session.ImageListener;
import io.espalier.engine.session.SpecImages;
import io.espalier.engine.worker.Worker;
import io.espalier.space.spec.SpecDocument;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.learn.LocalTrialRunner;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Trains what its parent orders; see {@link Worker}. */
@Command(
    name = "worker",
    description =
        "Trains the trials of a run that it is given on its standard input, a line of JSON each,"
            + " and answers on its standard output. 'search' and 'resume' start it; people do not.")
final class WorkerCommand implements Callable<Integer> {

  /** What a process ends with that was ended by SIGTERM. */
  private static final int TERMINATED = 143;

  @Parameters(paramLabel = "RUN", description = "Folder of a run.")
  private Path path;

  @Mixin private ComputeArguments compute;

  /** Images were read once by the parent, which has said what there is to say. */
  private static final ImageListener SILENT =
      new ImageListener() {
        @Override
        public void leftOut(int images) {}

        @Override
        public void images(long done, long total) {}
      };

  @Override
  public Integer call() throws IOException {
    PrintStream answers = System.out;
    // Whatever else is printed is not to be taken for an answer.
    System.setOut(System.err);
    Worker worker =
        Worker.listen(System.in, answers, () -> Espalier.endAtOnce(Espalier.INTERRUPTED));
    Signals.register("TERM", worker::endSoon);
    RunFolder folder = RunFolder.existing(path);
    try (RunFolder.Lock lock = folder.lockAsWorker();
        Dataset dataset = images(folder)) {
      Torch torch = compute.start();
      worker.serve(
          new LocalTrialRunner(dataset, lock.folder().weights(), torch, Ticker.systemTicker()),
          Espalier::explanation);
      return TERMINATED;
    } catch (IOException | RuntimeException e) {
      Optional<String> explanation = Espalier.explanation(e);
      if (explanation.isEmpty()) {
        throw e;
      }
      worker.broken(explanation.get());
      return Espalier.FAILED;
    }
  }

  private static Dataset images(RunFolder folder) throws IOException {
    List<Event> events = Journal.events(folder.journal());
    Event.Started started = RunSummary.started(folder, events);
    SpecDocument document = RunSummary.document(folder, started);
    return SpecImages.open(document, Path.of(started.directory()), SILENT);
  }
}
