package io.espalier.cli;

import io.espalier.engine.Engine;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What commands that work on a run have in common: who trains its trials. */
final class CrewArguments {

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Number of worker processes, each of which trains one trial at a time. With 0, this process"
              + " trains (default: as many as cores, memory and GPUs allow).")
  private Optional<Integer> workers = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of compute threads of a trial. A run keeps it when it is resumed. Results are equal"
              + " only for equal numbers of threads (default: the cores, shared by the workers).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, gpu, or gpu1 for the second GPU (default: all GPUs, or the CPU where there is none).")
  private Optional<String> device = Optional.empty();

  /** Tells an engine who trains. */
  Engine.Builder builder() {
    Engine.Builder builder = Engine.builder();
    workers.ifPresent(builder::workers);
    threads.ifPresent(builder::threads);
    device.ifPresent(builder::device);
    return builder;
  }
}
