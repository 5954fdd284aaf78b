package io.espalier.engine.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides when a worker counts as hung: it says nothing, or it says that it lives but takes no
 * processor time, as in a deadlock or on a disk that does not answer.
 *
 * <p>Time is counted in the parent's own ticks: a parent that was stopped for an hour (Ctrl-Z) has
 * not waited an hour.
 */
final class Vigil {

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration IDLENESS = Duration.ofMinutes(10);

  /** Less than this while idleness is waited for is what heartbeats take. */
  private static final long IDLE_CPU_MILLIS = 2_000;

  private final Duration tick;
  private int silentTicks;
  private int idleTicks;
  private long cpuMillis;

  Vigil(Duration tick) {
    this.tick = tick;
  }

  /** Takes note of an answer. */
  synchronized void heard(Answer answer) {
    silentTicks = 0;
    boolean works =
        !(answer instanceof Answer.Alive alive) || alive.cpuMillis() - cpuMillis >= IDLE_CPU_MILLIS;
    if (answer instanceof Answer.Alive alive && works) {
      cpuMillis = alive.cpuMillis();
    }
    if (works) {
      idleTicks = 0;
    }
  }

  /** Takes note that a tick went by; returns why the worker counts as hung, if it does. */
  synchronized Optional<String> tick() {
    silentTicks++;
    idleTicks++;
    if (tick.multipliedBy(silentTicks).compareTo(SILENCE) >= 0) {
      return Optional.of("gave no sign of life for %d seconds".formatted(SILENCE.toSeconds()));
    }
    if (tick.multipliedBy(idleTicks).compareTo(IDLENESS) >= 0) {
      return Optional.of("did nothing for %d minutes".formatted(IDLENESS.toMinutes()));
    }
    return Optional.empty();
  }
}
