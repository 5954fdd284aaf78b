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
    assertThat(interruption.getAsBoolean()).isFalse();
    interruption.signal("INT");
    assertThat(interruption.getAsBoolean()).isTrue();
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
    interruption.signal("HUP");
    later(5000);
    interruption.signal("HUP");
    assertThat(interruption.getAsBoolean()).isTrue();
    assertThat(ends).hasValue(0);
  }
}
