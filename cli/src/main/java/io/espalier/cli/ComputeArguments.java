package io.espalier.cli;

import io.espalier.trainer.network.Torch;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What commands that compute have in common. */
final class ComputeArguments {

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Compute threads; a run keeps them when it is resumed (default: the cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, gpu, or gpu1 for the second of several (default: a GPU, else the CPU).")
  private Optional<String> device = Optional.empty();

  int threads() {
    return threads;
  }

  Optional<String> device() {
    return device;
  }

  /**
   * Starts PyTorch.
   *
   * @throws UsageException if there is no such device, or no thread
   */
  Torch start() {
    try {
      return Torch.start(threads, device);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
