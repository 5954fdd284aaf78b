package io.espalier.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrewTest {

  private static final long GIBI = 1L << 30;

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @ParameterizedTest(
      name =
          "{0} cores, {1} GiB, {2} GPUs, {3} side by side; asked for {4} workers, {5} threads, {6}")
  @CsvSource({
    // cores, GiB, GPUs, side by side, asked: workers, threads, device; workers, threads
    "2,  8,  0, 9,  ,  ,     , 2, 1",
    "2,  8,  0, 1,  ,  ,     , 1, 2",
    "8,  32, 0, 5,  ,  ,     , 5, 1",
    "64, 99, 0, 8,  ,  ,     , 8, 8",
    "8,  4,  0, 9,  ,  ,     , 3, 2",
    "8,  1,  0, 9,  ,  ,     , 1, 8",
    "8,  32, 0, 9, 2,  ,     , 2, 4",
    "8,  32, 0, 9,  , 4,     , 2, 4",
    "2,  8,  0, 9,  , 4,     , 1, 4",
    "2,  8,  0, 9, 3, 2,     , 3, 2",
    "2,  8,  0, 9, 0,  ,     , 0, 2",
    "16, 64, 4, 9,  ,  ,     , 4, 4",
    "16, 64, 4, 9,  ,  , gpu1, 1, 16",
    "16, 64, 4, 9,  ,  , cpu , 9, 1",
    "16, 64, 4, 1,  ,  ,     , 1, 16"
  })
  void aMachineIsShared(
      int cores,
      int gibi,
      int gpus,
      int sideBySide,
      Integer askedWorkers,
      Integer askedThreads,
      String device,
      int workers,
      int threads) {
    Crew crew =
        Crew.of(
            new Machine(cores, gibi * GIBI, gpus),
            new Crew.Asked(
                optional(askedWorkers), optional(askedThreads), Optional.ofNullable(device)),
            sideBySide,
            GIBI);
    assertThat(crew.workers()).as("workers").isEqualTo(workers);
    assertThat(crew.threads()).as("threads").isEqualTo(threads);
  }

  @Test
  void memoryIsSharedButForWhatTheParentNeeds() {
    Crew.Asked nothing = Crew.Asked.NOTHING;
    assertThat(Crew.of(new Machine(2, 9 * GIBI, 0), nothing, 5, GIBI).memory()).isEqualTo(4 * GIBI);
  }

  @Test
  void everyGpuHasItsWorkers() {
    assertThat(new Crew(3, 1, Optional.empty(), 2, GIBI).devices())
        .containsExactly(Optional.of("gpu0"), Optional.of("gpu1"), Optional.of("gpu0"));
    assertThat(new Crew(2, 1, Optional.of("gpu1"), 2, GIBI).devices())
        .containsOnly(Optional.of("gpu1"));
    assertThat(new Crew(1, 1, Optional.empty(), 0, GIBI).devices())
        .containsExactly(Optional.empty());
  }

  @Test
  void aNumberThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Crew(-1, 1, Optional.empty(), 0, GIBI))
        .hasMessage("The workers (-1) must be 0 or more; 0 trains in this process.");
  }
}
