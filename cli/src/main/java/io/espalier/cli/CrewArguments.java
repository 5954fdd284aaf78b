package io.espalier.cli;

import io.espalier.engine.session.Crew;
import io.espalier.engine.session.SpecImages;
import io.espalier.space.Architecture;
import io.espalier.space.spec.SpecDocument;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What commands that work on a run have in common: who trains its trials. */
final class CrewArguments {

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Worker processes, each of which trains a trial; 0 to train in this one (default: as many"
              + " as cores, memory and GPUs allow).")
  private Optional<Integer> workers = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Compute threads of a trial. A run keeps them when it is resumed; results are equal for"
              + " equal threads only (default: the cores, shared among the workers).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, gpu, or gpu1 for the second of several (default: all GPUs, else the CPU).")
  private Optional<String> device = Optional.empty();

  Crew.Asked asked() {
    return new Crew.Asked(optionalInt(workers), optionalInt(threads), device);
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /**
   * Decides who trains a new run.
   *
   * @throws UsageException if there is no such device, or a number makes no sense
   */
  Crew of(SpecDocument document, Path directory, Optional<Architecture> only) {
    try {
      return Crew.of(asked(), document.spec(), SpecImages.task(document, directory), only);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
