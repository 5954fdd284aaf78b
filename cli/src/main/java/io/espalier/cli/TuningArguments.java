package io.espalier.cli;

import io.espalier.cli.SubjectArguments.Subject;
import io.espalier.cli.show.LoadingProgress;
import io.espalier.cli.show.TuningProgress;
import io.espalier.engine.session.SpecImages;
import io.espalier.evaluator.TrialMonitor;
import io.espalier.trainer.data.Dataset;
import io.espalier.trainer.network.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands have in common that train one network further, in a folder of their own. */
final class TuningArguments {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for weights and report (default: ${COMMAND-NAME}/NAME, with the spec's name).")
  private Optional<Path> out = Optional.empty();

  @Mixin private ComputeArguments compute;
  @Mixin private Output output;

  /** Returns the folder that was named, or else the usual one. */
  Path folder(Path usual) {
    return out.orElse(usual);
  }

  /**
   * A training that goes on where it stopped.
   *
   * @param <R> what comes out
   */
  interface Work<R> {
    /** Goes on; nothing comes out where the monitor asked to stop. */
    Optional<R> proceed(Dataset dataset, Torch torch, TrialMonitor monitor) throws IOException;
  }

  /**
   * Goes on with a training, shows how it goes, and prints what came out.
   *
   * @param table what came out, for people
   * @return the exit status
   */
  <R> int proceed(Subject subject, Work<R> work, Function<R, String> table) throws IOException {
    Optional<R> result = goOn(subject, work);
    if (result.isEmpty()) {
      System.err.println("Interrupted. The same command goes on.");
      return Espalier.INTERRUPTED;
    }
    output.print(result.get(), () -> table.apply(result.get()));
    return Espalier.DONE;
  }

  private <R> Optional<R> goOn(Subject subject, Work<R> work) throws IOException {
    try (Interruption interruption = Interruption.listen();
        LoadingProgress loading = LoadingProgress.onStandardError();
        Dataset dataset = SpecImages.open(subject.document(), subject.directory(), loading);
        TuningProgress progress =
            TuningProgress.onStandardError(
                interruption, subject.document().spec().train().epochs(), dataset.train().size())) {
      return work.proceed(dataset, compute.start(), progress);
    }
  }
}
