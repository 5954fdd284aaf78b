package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @Test
  void theHelpPageIsTheOneThatWasAgreedOn() throws IOException {
    Terminal terminal = Terminal.run("--help");
    assertThat(terminal.status()).isEqualTo(Espalier.DONE);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out())
        .isEqualTo(Resources.toString(Resources.getResource(getClass(), "help.txt"), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search",
        "resume",
        "compare",
        "describe",
        "check",
        "train",
        "evaluate",
        "dynamic",
        "predict",
        "thumb",
        "bench"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Terminal terminal = Terminal.run(command, "--help");
    assertThat(terminal.status()).isEqualTo(Espalier.DONE);
    assertThat(terminal.out())
        .startsWith("Usage: espalier " + command + " [-hV]")
        .contains("\nExample:\n  espalier " + command + " ");
    assertThat(terminal.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Terminal.run(command, "--version").out()).startsWith("espalier ");
  }
}
