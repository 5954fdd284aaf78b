package io.espalier.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | ended with exit status 0
          1   | ended with exit status 1
          3   | ran out of memory (exit status 3)
          134 | was killed by signal 6 (SIGABRT)
          137 | was killed by signal 9 (SIGKILL, as the system does when memory runs out)
          139 | was killed by signal 11 (SIGSEGV)
          158 | was killed by signal 30
          """)
  void aStatusIsExplained(int status, String explanation) {
    assertThat(ExitStatus.explain(status)).isEqualTo(explanation);
  }
}
