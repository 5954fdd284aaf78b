package io.espalier.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastWordsTest {

  private static final String NNPACK =
      "[W1126 13:37:59.370557750 NNPACK.cpp:57] Could not initialize NNPACK! Reason: Unsupported hardware.";

  private static final String CRASH =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f1c, pid=7, tid=8
      #
      # Problematic frame:
      # C  [libc.so.6+0x85f14]
      #
      # If you would like to submit a bug report, please visit:
      """;

  private static Optional<String> of(String written) {
    return LastWords.of(new BufferedReader(new StringReader(written))).all();
  }

  @Test
  void ofACrashItIsWhatTheJvmSaysOfItself() {
    assertThat(of(CRASH))
        .hasValue(
            """
            A fatal error has been detected by the Java Runtime Environment:
            SIGSEGV (0xb) at pc=0x00007f1c, pid=7, tid=8
            Problematic frame:
            C  [libc.so.6+0x85f14]""");
  }

  /** Threads that compute go on and write while the JVM reports a crash, even into its lines. */
  @Test
  void pytorchsWarningsOfNnpackDoNotPushTheCauseOut() {
    String noise = (NNPACK + "\n").repeat(20);
    String within = CRASH.replace("SIGSEGV", NNPACK + "SIGSEGV");
    assertThat(of(noise + within + noise)).isEqualTo(of(CRASH));
    assertThat(of(noise)).isEmpty();
  }

  @Test
  void twelveLinesAreKeptOfNoMoreThan300Characters() {
    String lines = "x".repeat(1000) + "\n";
    assertThat(of(lines.repeat(13)).orElseThrow().lines())
        .hasSize(12)
        .allMatch(line -> line.equals("x".repeat(300) + "..."));
    assertThat(of("\n \n")).isEmpty();
  }
}
