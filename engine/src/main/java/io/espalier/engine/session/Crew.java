package io.espalier.engine.session;

import static com.google.common.base.Preconditions.checkArgument;

import io.espalier.evaluator.Event;
import io.espalier.trainer.network.Torch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Who trains the trials of a run: how many workers, and what each may take of the machine.
 *
 * @param workers processes side by side; 0 to train in this one
 * @param threads compute threads of each
 * @param device what all of them run on, if it was chosen
 * @param gpus devices to spread them over otherwise
 * @param memory bytes that each may take
 */
public record Crew(int workers, int threads, Optional<String> device, int gpus, long memory) {

  private static final long GIBI = 1L << 30;

  /** What is left to the parent and to the system. */
  private static final long KEPT = GIBI;

  /**
   * @throws IllegalArgumentException if a number makes no sense
   */
  public Crew {
    checkArgument(
        workers >= 0, "The workers (%s) must be 0 or more; 0 trains in this process.", workers);
    checkArgument(threads > 0, "PyTorch needs at least 1 thread, not %s.", threads);
  }

  /**
   * What was asked for.
   *
   * @param workers processes side by side
   * @param threads compute threads of a trial
   * @param device what trials run on
   */
  public record Asked(OptionalInt workers, OptionalInt threads, Optional<String> device) {

    /** Nothing was asked for. */
    public static final Asked NOTHING =
        new Asked(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /** Returns this with the threads and device that a run has, where nothing was asked for. */
    Asked or(int itsThreads, Event.Started run) {
      return new Asked(workers, OptionalInt.of(threads.orElse(itsThreads)), device.or(run::device));
    }
  }

  /**
   * Shares a machine out, as far as nothing else was asked for: on CPUs one worker for every trial
   * that can run side by side, which is faster than one with many threads, while there is memory;
   * else one for every GPU. The cores are shared among them.
   *
   * @param sideBySide trials that the run may have to train at once
   * @param need bytes that a trial takes, about
   */
  public static Crew of(Machine machine, Asked asked, int sideBySide, long need) {
    boolean onGpus = machine.gpus() > 0 && !asked.device().equals(Optional.of("cpu"));
    int most =
        onGpus
            ? (asked.device().isPresent() ? 1 : machine.gpus())
            : machine.cores() / asked.threads().orElse(1);
    long fitting = Math.max(0, machine.memory() - KEPT) / need;
    int workers =
        asked.workers().orElse((int) Math.max(1, Math.min(Math.min(most, sideBySide), fitting)));
    int shares = Math.max(1, workers);
    return new Crew(
        workers,
        asked.threads().orElse(Math.max(1, machine.cores() / shares)),
        asked.device(),
        onGpus ? machine.gpus() : 0,
        Math.max(GIBI, (machine.memory() - KEPT) / shares));
  }

  /** Returns what each worker runs on; empty where PyTorch chooses. */
  List<Optional<String>> devices() {
    return IntStream.range(0, workers)
        .mapToObj(i -> device.or(() -> gpus > 0 ? Optional.of("gpu" + i % gpus) : Optional.empty()))
        .toList();
  }

  /**
   * Starts PyTorch in this process.
   *
   * @throws IllegalArgumentException if there is no such device
   */
  Torch torch() {
    return Torch.start(threads, device);
  }
}
