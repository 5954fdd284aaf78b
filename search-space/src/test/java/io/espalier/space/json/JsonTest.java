package io.espalier.space.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.space.Architecture;
import io.espalier.space.Stage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final Architecture ARCHITECTURE =
      Architecture.of("resnet-cifar", 32, List.of(Stage.of(1, 16), new Stage(2, 24, 1.25)))
          .withOption("shortcut", "a");
  private static final String TEXT =
      "{\"family\":\"resnet-cifar\",\"options\":{\"shortcut\":\"a\"},\"resolution\":32,"
          + "\"stages\":[{\"depth\":1,\"width\":16,\"scale\":1.0},"
          + "{\"depth\":2,\"width\":24,\"scale\":1.25}]}";

  private final JsonMapper mapper = Json.newMapper();

  enum Colour {
    RED
  }

  record JsonSample(Optional<String> text, OptionalDouble number, Colour colour) {}

  @Test
  void anArchitectureIsWrittenInTheOrderOfItsRecord() throws Exception {
    assertThat(mapper.writeValueAsString(ARCHITECTURE)).isEqualTo(TEXT);
    assertThat(mapper.readValue(TEXT, Architecture.class)).isEqualTo(ARCHITECTURE);
  }

  @Test
  void optionalsAreLeftOutOrPlain() throws Exception {
    JsonSample empty = new JsonSample(Optional.empty(), OptionalDouble.empty(), Colour.RED);
    assertThat(mapper.writeValueAsString(empty)).isEqualTo("{\"colour\":\"red\"}");
    assertThat(mapper.readValue("{\"colour\":\"red\"}", JsonSample.class)).isEqualTo(empty);
    JsonSample full = new JsonSample(Optional.of("x"), OptionalDouble.of(2e-3), Colour.RED);
    assertThat(mapper.writeValueAsString(full))
        .isEqualTo("{\"text\":\"x\",\"number\":0.002,\"colour\":\"red\"}");
    assertThat(mapper.readValue(mapper.writeValueAsString(full), JsonSample.class)).isEqualTo(full);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"depth\":1,\"width\":16,\"scale\":1.0,\"lean\":1}",
        "{\"depth\":1,\"width\":16}",
        "{\"depth\":1,\"depth\":1,\"width\":16,\"scale\":1.0}",
        "{\"depth\":0,\"width\":16,\"scale\":1.0}",
        "{\"depth\":1,\"width\":16,\"scale\":1.0} 1",
      })
  void whatIsNoStageIsRefused(String json) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue(json, Stage.class));
  }
}
