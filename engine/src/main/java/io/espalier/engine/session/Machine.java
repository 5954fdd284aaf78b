package io.espalier.engine.session;

import io.espalier.trainer.network.Torch;
import java.lang.management.ManagementFactory;

/**
 * What trials may take of this machine, or of the container that this process is in.
 *
 * @param cores processors
 * @param memory bytes
 * @param gpus devices that PyTorch finds
 */
public record Machine(int cores, long memory, int gpus) {

  /** Looks at the machine. */
  public static Machine here(Torch torch) {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 4 * Runtime.getRuntime().maxMemory();
    return new Machine(Runtime.getRuntime().availableProcessors(), memory, torch.gpus());
  }
}
