package io.espalier.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What commands that compute in this process have in common. */
final class ComputeArguments {

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of compute threads (default: the number of cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, gpu, or gpu1 for the second GPU (default: a GPU, or the CPU where there is none).")
  private Optional<String> device = Optional.empty();

  int threads() {
    return threads;
  }

  Optional<String> device() {
    return device;
  }
}
