package io.espalier.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {

  private static final String HOSTILE = "\u001b[2Jcat\u009b31m\u007f\u0007\u202egod\u2069\b";

  @Test
  void whatCommandsATerminalIsReplaced() {
    assertThat(Printable.line(HOSTILE)).isEqualTo("?[2Jcat?31m???god??");
    assertThat(Printable.lines(HOSTILE)).isEqualTo("?[2Jcat?31m???god??");
  }

  @Test
  void onlyOurOwnTextsHaveLines() {
    assertThat(Printable.line("a\r\nb\tc\u2028d")).isEqualTo("a??b?c?d");
    assertThat(Printable.lines("a\r\nb\tc\u2028d")).isEqualTo("a\r\nb\tc?d");
  }

  @Test
  void otherWritingsStay() {
    String text = "Ångström 猫 кот 😀 ½";
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.json(text)).isEqualTo(text);
  }

  @Test
  void aTablesCellsAreOneLineEach() {
    String table =
        Tables.of(List.of("a\u001b[31m\nb"), List.of(Tables.words("name", text -> text)));
    assertThat(table).contains("a?[31m?b").doesNotContain("\u001b");
  }

  @Property
  void jsonStaysWhatItIs(@ForAll String text) throws IOException {
    JsonMapper mapper = new JsonMapper();
    String json = Printable.json(mapper.writeValueAsString(text + HOSTILE));
    assertThat(mapper.readValue(json, String.class)).isEqualTo(text + HOSTILE);
    assertThat(Printable.lines(json)).isEqualTo(json);
  }
}
