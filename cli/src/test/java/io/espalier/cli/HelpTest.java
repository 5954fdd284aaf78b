package io.espalier.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

  private static final int WIDTH = 80;

  @Test
  void theHelpPageIsTheOneThatWasAgreedOn() throws IOException {
    Terminal terminal = Terminal.run("--help");
    assertThat(terminal.status()).isEqualTo(Exit.DONE);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out())
        .isEqualTo(Resources.toString(Resources.getResource(getClass(), "help.txt"), UTF_8));
  }

  /** Every command, by its words; those that have commands themselves, too. */
  static Stream<String> commands() {
    return below(Espalier.commandLine())
        .map(command -> command.getCommandSpec().qualifiedName().replaceFirst("^espalier ?", ""));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::below));
  }

  private static Object[] words(String command) {
    return command.isEmpty() ? new Object[0] : command.split(" ", -1);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpThatFitsATerminal(String command) {
    Terminal terminal = Terminal.run(words(command), "--help");
    assertThat(terminal.status()).isEqualTo(Exit.DONE);
    assertThat(terminal.out()).startsWith("Usage: " + ("espalier " + command).strip() + " [-hV]");
    assertThat(terminal.out().lines()).allMatch(line -> line.length() <= WIDTH);
    assertThat(Terminal.run(words(command), "--version").out()).startsWith("espalier ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasAnExampleThatItAccepts(String command) {
    List<String> examples = examples(command);
    assertThat(examples).anyMatch(example -> example.startsWith(command));
    for (String example : examples) {
      List<CommandLine> named =
          Espalier.commandLine().parseArgs(example.split(" ", -1)).asCommandLineList();
      String last = named.get(named.size() - 1).getCommandSpec().qualifiedName();
      assertThat("espalier " + example).startsWith(last + " ");
      assertThat(last).startsWith(("espalier " + command).strip());
    }
  }

  /** The command lines below the help of a command, without the name of the program. */
  private static List<String> examples(String command) {
    return Terminal.run(words(command), "--help")
        .out()
        .lines()
        .dropWhile(line -> !line.matches("Examples?:"))
        .skip(1)
        .map(line -> line.replaceFirst("^  espalier ", ""))
        .toList();
  }
}
