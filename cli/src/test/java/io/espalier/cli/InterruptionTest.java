package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicInteger stops = new AtomicInteger();
  private final Interruption interruption =
      new Interruption(
          new PrintStream(err, true, UTF_8),
          new Ticker() {
            @Override
            public long read() {
              return nanos.get();
            }
          },
          ends::incrementAndGet);

  private void later(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void theFirstSignalAsksToStopAndSaysWhatASecondDoes() {
    interruption.onFirst(stops::incrementAndGet);
    assertThat(stops).hasValue(0);
    interruption.signal("INT");
    assertThat(stops).hasValue(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("Stopping at the next batch, with a checkpoint. Ctrl-C again stops at once.\n");
    assertThat(ends).hasValue(0);
  }

  @Test
  void theSecondSignalEndsAtOnce() {
    interruption.signal("TERM");
    later(500);
    interruption.signal("INT");
    assertThat(ends).hasValue(1);
  }

  @Test
  void oneSignalThatComesTwiceIsOne() {
    interruption.signal("TERM");
    later(50);
    interruption.signal("TERM");
    assertThat(ends).hasValue(0);
  }

  @Test
  void aClosedTerminalNeverEndsAtOnce() {
    interruption.onFirst(stops::incrementAndGet);
    interruption.signal("HUP");
    later(5000);
    interruption.signal("HUP");
    assertThat(stops).hasValue(1);
    assertThat(ends).hasValue(0);
  }

  /** Reading many images may take longer than a person's patience. */
  @Test
  void aSignalThatComesBeforeThereIsARunStopsIt() {
    interruption.signal("INT");
    interruption.onFirst(stops::incrementAndGet);
    assertThat(stops).hasValue(1);
  }
}
